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

    @Test("A pipe, which nobody may ever write to, is not read")
    func pipe() throws {
        let path = NSTemporaryDirectory() + "policy-\(UUID().uuidString).lua"
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        #expect(throws: PolicyError.unreadable(path: path, why: "is not a regular file")) {
            try PolicyFile.load(path: path)
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
