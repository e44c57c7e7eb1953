import Foundation
import Rotation

/// The test files that arguments name: files as they are, directories with what is below them.
enum TestPaths {
    /// Paths as a reader would write them, in order; hidden directories are left out.
    static func expand(_ arguments: [String]) throws(PolicyError) -> [String] {
        var paths: [String] = []
        for argument in arguments.isEmpty ? ["."] : arguments {
            var isDirectory: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: argument, isDirectory: &isDirectory)
            guard exists else { throw .unreadable(path: argument, why: "no such file") }
            let found = isDirectory.boolValue ? tests(below: argument) : [argument]
            paths += found.filter { !paths.contains($0) }
        }
        return paths
    }

    private static func tests(below folder: String) -> [String] {
        let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return names.filter { name in
            name.hasSuffix("_test.lua")
                && !name.split(separator: "/").contains { $0.hasPrefix(".") }
        }.sorted().map { prefix + $0 }
    }
}
