import Foundation
import Rotation

/// The policy files that arguments name: files as they are, directories with what is in them.
enum PolicyPaths {
    /// Absolute paths of the named files, in order; tests (`*_test.lua`) are left out.
    static func expand(_ arguments: [String]) throws(PolicyError) -> [String] {
        var paths: [String] = []
        for argument in arguments {
            let path = absolute(argument)
            let exists = FileManager.default.fileExists(atPath: path)
            guard exists else { throw .unreadable(path: argument, why: "no such file") }
            guard isFolder(path) else {
                paths.append(path)
                continue
            }
            let found = policies(in: path)
            guard !found.isEmpty else {
                throw .unreadable(path: argument, why: "the directory holds no .lua file")
            }
            paths += found
        }
        return paths
    }

    /// The path as it goes on record.
    static func absolute(_ argument: String) -> String {
        URL(fileURLWithPath: argument).standardizedFileURL.path
    }

    static func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && isDirectory.boolValue
    }

    /// The policy files in a directory, by name; none when it is not there.
    static func policies(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".lua") && !$0.hasSuffix("_test.lua") }.sorted()
            .map { "\(folder)/\($0)" }
    }
}
