import Azure
import Foundation
import Hooks
import Rotation
import Scripting
import SecretStore

/// What `config.lua` says, or the environment where there is none.
struct Configuration {
    /// Connections by name.
    var connections: [String: AzureConnection] = [:]
    var limits = Limits()
    var grants = Grants()
    /// Whether policies run in processes of their own.
    var isolate = false
    /// How many rotations are worked on at the same time.
    var workers = 8
    /// Programs that hooks may start, by name.
    var commands: [String: Command] = [:]

    /// Reads `config.lua` where it exists; the conventional variables make `default`.
    ///
    /// - Parameters:
    ///   - path: The file; it need not exist.
    ///   - environment: The process's variables.
    /// - Throws: ``PolicyError`` naming file and field.
    init(path: String, environment: [String: String]) throws(PolicyError) {
        let connectionReader = ConnectionReader(
            environment: environment,
            home: HomeFolder(path: URL(fileURLWithPath: path).deletingLastPathComponent().path))
        connections["default"] = try connectionReader.conventional()
        guard FileManager.default.fileExists(atPath: path) else { return }
        let reader = try FieldReader(try ConfigFile.load(path: path), in: path)
        try reader.allow(ConfigurationKeys.all, later: ["defaults"])
        if let table = try reader.table("connections") {
            for name in table.names {
                connections[name] = try connectionReader.connection(name, in: table)
            }
        }
        if let table = try reader.table("limits") { limits = try Self.limits(table) }
        grants = try Self.grants(reader, beside: path)
        isolate = try reader.bool("isolate") ?? false
        workers = try reader.integer("workers", in: 1...64) ?? workers
        commands = try CommandsReader.read(reader)
    }

    /// What the operator grants, by policy; files lie below `files_root`, else beside `path`.
    private static func grants(
        _ reader: FieldReader, beside path: String
    ) throws(PolicyError) -> Grants {
        let home = URL(fileURLWithPath: path).deletingLastPathComponent()
        let root = try reader.text("files_root") ?? home.appendingPathComponent("files").path
        var needs: [String: Needs] = [:]
        if let table = try reader.table("grants") {
            for name in table.names {
                guard let fields = try table.table(name) else { continue }
                needs[name] = try NeedsReader.read(fields)
            }
        }
        let grants = Grants(root: root, byPolicy: needs)
        if let problem = grants.worldProblem ?? grants.graphProblem { throw reader.error(problem) }
        return grants
    }

    /// Makes the folder of granted files where there is none; writing tells what went wrong.
    func makeFilesRoot() {
        guard grants.byCaller.values.contains(where: { !$0[.files].isEmpty }) else { return }
        try? FileManager.default.createDirectory(
            atPath: grants.root, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    private static func limits(_ table: FieldReader) throws(PolicyError) -> Limits {
        try table.allow(ConfigurationKeys.limits)
        var limits = Limits()
        for name in table.names {
            if let path = Limits.counts[name] {
                limits[keyPath: path] =
                    try table.integer(name, in: 1...100_000) ?? limits[keyPath: path]
            }
            guard let path = Limits.named[name], let value = try table.duration(name) else {
                continue
            }
            limits[keyPath: path] = value
        }
        return limits
    }
}
