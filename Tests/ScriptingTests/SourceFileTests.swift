import Foundation
import Rotation
import Testing

@testable import Scripting

/// Lua files on disk.
struct SourceFileTests {
    @Test("What cannot be read is unreadable, with the system's reason")
    func unreadable() throws {
        #expect(
            throws: PolicyError.unreadable(
                path: "/nowhere/x.lua", why: "no such file or directory")
        ) {
            try PolicyFile.load(path: "/nowhere/x.lua")
        }
        #expect(throws: PolicyError.unreadable(path: "/tmp", why: "is a directory")) {
            try PolicyFile.load(path: "/tmp")
        }
    }

    @Test("A file that is not UTF-8 is invalid")
    func encoding() throws {
        let temporary = try TemporaryFile(Data([0x72, 0xFF]))
        let path = temporary.path
        defer { withExtendedLifetime(temporary) {} }
        #expect {
            _ = try PolicyFile.load(path: path)
        } throws: { error in
            "\(error)".hasSuffix("the file is not UTF-8 text")
        }
    }

    @Test("A larger file than 256 KiB is refused")
    func tooLarge() throws {
        let temporary = try TemporaryFile(Data(repeating: 0x20, count: 1 << 20))
        let path = temporary.path
        defer { withExtendedLifetime(temporary) {} }
        #expect {
            _ = try PolicyFile.load(path: path)
        } throws: { error in
            "\(error)".hasSuffix("the file is larger than 256 KiB")
        }
    }
}
