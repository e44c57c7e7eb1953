import Testing

@testable import Emulator

@Suite("Running emulator")
struct RunningEmulatorTests {
    @Test("A connection signs in, mints a secret for its application and that secret signs in")
    func mintAndProve() throws {
        let local = try LocalTenant()
        let added = try local.graph(
            "POST", "/applications/\(LocalTenant.payments)/addPassword",
            body: #"{"passwordCredential":{"displayName":"one"}}"#)
        let value = try #require(try added.json["secretText"]?.string)

        #expect(added.status == 200)
        #expect(try local.signIn(LocalTenant.paymentsClient, value).status == 200)
    }

    @Test("It answers while more tests block threads than there are", arguments: 0..<12)
    func answersBlockedCallers(_ number: Int) throws {
        let local = try LocalTenant()

        #expect(try local.graph("GET", "/applications").status == 200)
    }
}
