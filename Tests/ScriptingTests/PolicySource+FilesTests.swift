import Foundation
import Rotation
import TestSupport
import Testing

@testable import Scripting

/// A policy and the modules below its folder, read from disk.
struct PolicySourceFilesTests {
    private let folder = TemporaryFolder()

    private func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: "\(folder.path)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
    }

    private func read(_ name: String = "policies/p.lua") throws(PolicyError) -> PolicySource {
        try PolicySource.read("\(folder.path)/\(name)")
    }

    private func failure() -> PolicyError? {
        do throws(PolicyError) {
            _ = try read()
            return nil
        } catch {
            return error
        }
    }

    @Test("Modules are read with what they require; what is not there is left out")
    func modules() throws {
        try write("require 'lib.a' require 'absent' require 'runtime'", to: "policies/p.lua")
        try write("return require('lib.deep.b')", to: "policies/lib/a.lua")
        try write("return require('lib.a')", to: "policies/lib/deep/b.lua")
        try write("not asked for", to: "policies/c.lua")
        try write("not a module of a file", to: "policies/runtime.lua")
        let source = try read()
        #expect(Set(source.modules.keys) == ["lib.a", "lib.deep.b"])
        #expect(source.modules["lib.a"] == "return require('lib.deep.b')")
    }

    @Test("A registered policy runs without its files, under another digest when a module changes")
    func selfContained() throws {
        try write(PolicyText.with("lifetime = require('lib.times')"), to: "policies/p.lua")
        try write("return '80d'", to: "policies/lib/times.lua")
        let first = try PolicyFile.load(path: "\(folder.path)/policies/p.lua")
        try write("return '81d'", to: "policies/lib/times.lua")
        let second = try PolicyFile.load(path: "\(folder.path)/policies/p.lua")
        #expect(first.digest != second.digest)
        let kept = try PolicyFile.load(source: first.source, path: "elsewhere.lua")
        #expect(kept.policies[0].declaration.lifetime == .days(80))
        #expect(kept.digest == first.digest)
    }

    @Test("A module behind a symbolic link that leads out of the folder is refused")
    func links() throws {
        try write("return require('lib.a')", to: "policies/p.lua")
        try write("return 1", to: "secret.lua")
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/policies/lib", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/policies/lib/a.lua", withDestinationPath: "../../secret.lua")
        #expect(
            failure()?.description.hasPrefix("lib/a.lua: the module lies outside the policy's")
                == true)
        try FileManager.default.removeItem(atPath: "\(folder.path)/policies/lib/a.lua")
        try write("return 2", to: "policies/b.lua")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/policies/lib/a.lua", withDestinationPath: "../b.lua")
        #expect(try read().modules == ["lib.a": "return 2"])
    }

    @Test("No more than 1,024 names are looked for, whether there are such files or not")
    func names() throws {
        let names = { (count: Int) in (0..<count).map { "require 'm\($0)'" }.joined() }
        try write(names(1_024), to: "policies/p.lua")
        #expect(failure() == nil)
        try write(names(1_025), to: "policies/p.lua")
        #expect(failure()?.description.contains("more than 64 modules") == true)
    }

    @Test("No more than 64 modules, no more than 256 KiB in one and 1 MiB in all")
    func limits() throws {
        for count in [64, 65] {
            let names = (1...count).map { "m\($0)" }
            for name in names { try write("return 1", to: "policies/\(name).lua") }
            try write(names.map { "require '\($0)'" }.joined(), to: "policies/p.lua")
            #expect(
                failure()?.description.hasSuffix("requires more than 64 modules")
                    == (count > 64 ? true : nil))
        }
        let large = "--" + String(repeating: "x", count: 256 * 1_024 - 2)
        for name in ["m1", "m2", "m3", "m4"] { try write(large, to: "policies/\(name).lua") }
        try write("require'm1' require'm2' require'm3' require'm4'", to: "policies/p.lua")
        #expect(failure() == nil)
        try write(
            "require'm1' require'm2' require'm3' require'm4' require'm5'", to: "policies/p.lua")
        #expect(failure()?.description.hasSuffix("larger than 1 MiB together") == true)
        try write(large + "x", to: "policies/m1.lua")
        #expect(failure()?.description == "m1.lua: the file is larger than 256 KiB")
    }
}
