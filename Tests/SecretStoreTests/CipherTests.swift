import Foundation
import Rotation
import TestSupport
import Testing

@testable import SecretStore

struct CipherTests {
    private let folder = TemporaryFolder()

    private func key(_ name: String) throws -> MasterKey {
        try MasterKey.load(at: "\(folder.path)/\(name)", mayCreate: true)
    }

    @Test("A value opens under the same key, purpose and identity only")
    func binding() throws {
        let key = try key("a")
        let cipher = Cipher(key, purpose: "values")
        let sealed = try cipher.seal(SecretValue("hunter2"), for: "row 1")
        #expect(try cipher.open(sealed, for: "row 1") == SecretValue("hunter2"))
        #expect(throws: StoreError.tampered(what: "row 2")) {
            try cipher.open(sealed, for: "row 2")
        }
        #expect(throws: StoreError.tampered(what: "row 1")) {
            try Cipher(key, purpose: "others").open(sealed, for: "row 1")
        }
        #expect(throws: StoreError.wrongKey("row 1 was sealed with another key")) {
            try Cipher(try self.key("b"), purpose: "values").open(sealed, for: "row 1")
        }
    }

    @Test("Sealing twice gives different bytes, and no byte of the value shows")
    func nonces() throws {
        let cipher = Cipher(try key("a"), purpose: "values")
        let first = try cipher.seal(SecretValue("hunter2hunter2"), for: "r")
        #expect(first != (try cipher.seal(SecretValue("hunter2hunter2"), for: "r")))
        #expect(first.range(of: Data("hunter2".utf8)) == nil)
    }

    @Test("A key file that was made is read back as the same key")
    func keyFile() throws {
        let made = try key("k")
        #expect(try key("k").id == made.id)
        #expect(try key("other").id != made.id)
    }

    @Test("Any changed byte is noticed")
    func everyByte() throws {
        let cipher = Cipher(try key("a"), purpose: "values")
        let sealed = try cipher.seal(SecretValue("x"), for: "r")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: StoreError.self) { try cipher.open(changed, for: "r") }
        }
    }
}
