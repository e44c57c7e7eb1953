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
            let rotations = try Summary(parts.store).rotations()
            let rows = rotations.flatMap { rotation in
                rotation.secrets.all.map { (name: $0, rotation: rotation) }
            }
            guard !json else {
                let items = rows.map { Self.json($0.name, $0.rotation) }
                return Terminal.print(ValueText.encode(.list(items)))
            }
            var table = Table(["SECRET", "ROTATION", "VERSION", "KEY"])
            for (name, rotation) in rows {
                table.add([
                    name, rotation.name, rotation.version == 0 ? "-" : "v\(rotation.version)",
                    rotation.current?.keyID ?? "-",
                ])
            }
            table.lines.forEach(Terminal.print)
        }

        private static func json(_ name: String, _ rotation: Rotation) -> Value {
            .map([
                "name": .string(name), "rotation": .string(rotation.name),
                "version": .int(Int64(rotation.version)),
                "key_id": (rotation.current?.keyID).json,
            ])
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
                versions[secret.rotation] = secret.version
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
                guard let seen = versions[secret.rotation], seen != secret.version else {
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
                "name": .string(secret.name), "rotation": .string(secret.rotation),
                "version": .int(Int64(secret.version)), "key_id": .string(secret.keyID),
                "created_at": .string(secret.createdAt.description),
                "value": .string(text(secret)),
            ])
        }
    }
}
