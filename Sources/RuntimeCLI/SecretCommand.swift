import ArgumentParser
import Foundation
import Rotation
import SecretStore

/// `runtime secret`: what consumers read.
struct SecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Lists and reads secrets.",
        subcommands: [List.self, Get.self])

    /// `runtime secret list`: names and versions, never values.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists secrets without their values.")

        @Flag(help: "Print JSON.")
        var json = false

        @OptionGroup var options: HomeOptions

        func run() throws {
            let parts = try Composition(options.folder, for: .reading)
            let rotations = try Summary(parts.store, parts.clock).rotations()
            let rows =
                rotations.flatMap(Row.parts)
                + (try Complaint.ofStore { () throws(StoreError) in
                    try parts.secrets.madeSecrets()
                }).map { Row(name: $0.name, version: $0.version) }
            guard !json else {
                return Terminal.print(ValueText.encode(.list(rows.map(\.json))))
            }
            var table = Table(["SECRET", "ROTATION", "VERSION", "KEY"])
            for row in rows {
                table.add([
                    row.name, row.rotation ?? "-", row.version == 0 ? "-" : "v\(row.version)",
                    row.keyID ?? "-",
                ])
            }
            table.lines.forEach(Terminal.print)
        }

        /// One secret, as it is listed.
        private struct Row {
            let name: String
            var rotation: String?
            let version: Int
            var keyID: String?

            static func parts(of rotation: Rotation) -> [Row] {
                rotation.secrets.all.map {
                    Row(
                        name: $0, rotation: rotation.name, version: rotation.version,
                        keyID: rotation.current?.keyID)
                }
            }

            var json: Value {
                .map([
                    "name": .string(name), "rotation": rotation.json,
                    "version": .int(Int64(version)), "key_id": keyID.json,
                ])
            }
        }
    }

    /// `runtime secret get`: values on standard output, nowhere else.
    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Prints a secret's value.",
            discussion: """
                Several names of one rotation are read in the same version. One name prints the \
                bare value, several print NAME=VALUE lines.
                """)

        @Argument(help: "Names of secrets.")
        var names: [String]

        @Option(help: "A version instead of the current one.")
        var version: Int?

        @Flag(help: "Print JSON.")
        var json = false

        @OptionGroup var options: HomeOptions

        func run() throws {
            let parts = try Composition(options.folder, for: .reading)
            var versions: [String: Int] = [:]
            var secrets: [PublishedSecret] = []
            for name in names {
                let secret = try read(name, parts, versions)
                if let rotation = secret.rotation { versions[rotation] = secret.version }
                secrets.append(secret)
            }
            if json {
                Terminal.print(ValueText.encode(.list(secrets.map(Self.json))))
            } else if secrets.count == 1, let secret = secrets.first {
                Terminal.print(Self.text(secret))
            } else {
                secrets.forEach { Terminal.print("\($0.name)=\(Self.text($0))") }
            }
        }

        /// Reads one secret, in the version in which its rotation was read before.
        private func read(
            _ name: String, _ parts: Composition, _ versions: [String: Int]
        ) throws(Complaint) -> PublishedSecret {
            do throws(StoreError) {
                let secret = try parts.store.secret(name, version: version)
                guard let seen = secret.rotation.flatMap({ versions[$0] }), seen != secret.version
                else {
                    return secret
                }
                return try parts.store.secret(name, version: seen)
            } catch {
                throw Complaint(error)
            }
        }

        private static func text(_ secret: PublishedSecret) -> String {
            secret.value.withBytes { String(decoding: $0, as: UTF8.self) }
        }

        private static func json(_ secret: PublishedSecret) -> Value {
            .map([
                "name": .string(secret.name), "rotation": secret.rotation.json,
                "version": .int(Int64(secret.version)), "key_id": secret.keyID.json,
                "created_at": .string(secret.createdAt.description),
                "value": .string(text(secret)),
            ])
        }
    }
}
