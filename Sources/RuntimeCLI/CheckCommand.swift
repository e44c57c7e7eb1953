import ArgumentParser
import Foundation
import Rotation
import Scripting

/// `runtime check`: policies validated without a tenant and without a home.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Validates policy files; changes nothing.")

    @Argument(help: "Policy files, or directories of them.")
    var policies: [String]

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let checked = try load()
        try refuseClashes(checked)
        if json {
            Terminal.print(ValueText.encode(.list(checked.map { $0.declaration.json($0.path) })))
        } else {
            for (path, declaration) in checked {
                Terminal.print("ok  \(path): \(declaration.summary)")
            }
        }
    }

    private func load() throws(Complaint) -> [(path: String, declaration: Declaration)] {
        do throws(PolicyError) {
            var checked: [(path: String, declaration: Declaration)] = []
            for path in try PolicyPaths.expand(policies) {
                let file = try PolicyFile.load(path: path)
                let name = URL(fileURLWithPath: path).lastPathComponent
                checked += file.policies.map { (name, $0.declaration) }
            }
            return checked
        } catch {
            throw Complaint(error)
        }
    }

    /// A name, an application or a secret name may be claimed once.
    private func refuseClashes(
        _ checked: [(path: String, declaration: Declaration)]
    ) throws(Complaint) {
        var owners: [String: String] = [:]
        for (path, declaration) in checked {
            let ids = [declaration.application.clientID, declaration.application.objectID]
            let claims =
                ["the name \"\(declaration.name)\""]
                + ids.compactMap(\.self).map { "application \($0)" }
                + declaration.secrets.all.map { "the secret name \"\($0)\"" }
            for claim in claims {
                if let owner = owners[claim] {
                    throw Complaint(
                        "\(path): \(claim) is already used by \"\(owner)\"",
                        hint: "rename it in one of the two files", exit: .policy)
                }
                owners[claim] = path
            }
        }
    }
}

extension Declaration {
    /// One line for people.
    fileprivate var summary: String {
        let kept = auto ? "" : ", manual only"
        return "\(name) \(schedule.summary)\(kept), valid \(lifetime.short), "
            + "as \(secrets.all.joined(separator: " and "))"
    }

    fileprivate func json(_ path: String) -> Value {
        .map([
            "path": .string(path), "name": .string(name), "connection": .string(connection),
            "client_id": application.clientID.json, "object_id": application.objectID.json,
            "interval": .int(schedule.interval.wholeSeconds),
            "rotate_at": (schedule.rotateAt?.description).json,
            "cron": (schedule.cron?.text).json,
            "timezone": .string(schedule.timeZone), "missed": .string(schedule.missed.rawValue),
            "windows": .list(schedule.windows.map { .string("\($0)") }), "auto": .bool(auto),
            "lifetime": .int(lifetime.wholeSeconds),
            "secrets": .list(secrets.all.map { .string($0) }),
        ])
    }
}

extension Schedule {
    fileprivate var cron: Cron? {
        if case .cron(let cron) = rhythm { cron } else { nil }
    }

    fileprivate var summary: String {
        windows.isEmpty ? when : "\(when) in \(windows.map(\.description).joined(separator: "; "))"
    }

    private var when: String {
        if let cron { return "by cron \"\(cron.text)\" \(timeZone)" }
        let time = rotateAt.map { " at \($0) \(timeZone)" } ?? ""
        return "every \(interval.short)\(time)"
    }
}
