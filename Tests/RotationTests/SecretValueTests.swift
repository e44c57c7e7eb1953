import Rotation
import Testing

struct SecretValueTests {
    let secret = SecretValue("hunter2~Q.")

    @Test("A value does not show through print, interpolation, reflection or dump")
    func neverPrinted() {
        var dumped = ""
        dump(secret, to: &dumped)
        let texts = ["\(secret)", String(reflecting: secret), String(describing: secret), dumped]
        for text in texts {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("<secret>"))
        }
    }

    @Test("A value is lent byte for byte and compares by its bytes")
    func lending() {
        #expect(secret.withBytes { String(decoding: $0, as: UTF8.self) } == "hunter2~Q.")
        #expect(secret == SecretValue("hunter2~Q."))
        #expect(secret != SecretValue("hunter2~Q_"))
        #expect(secret != SecretValue("hunter2~Q"))
    }
}
