import Foundation
import Rotation
import Scripting

/// What `check` found out about one policy file.
struct CheckedFile {
    /// The path as people see it: relative where the file is below the working directory.
    let path: String
    let declarations: [Declaration]
    private let error: PolicyError?
    private let printed: [String]

    /// Checks the file at an absolute path.
    init(_ absolute: String, host: [HostVerb], limits: ScriptLimits) {
        let here = FileManager.default.currentDirectoryPath + "/"
        path = absolute.hasPrefix(here) ? String(absolute.dropFirst(here.count)) : absolute
        do throws(PolicyError) {
            let rehearsal = try Rehearsal(path: path, host: host, limits: limits)
            declarations = rehearsal.file.policies.map(\.declaration)
            printed = rehearsal.printed
            error = nil
        } catch {
            declarations = []
            printed = []
            self.error = error
        }
    }

    /// The exit status it asks for; nil when all is well.
    var exit: Complaint.Exit? { error.map { Complaint($0).exit } }

    /// Tells people.
    func report() {
        if let error {
            var complaint = Complaint(error)
            complaint.hint = error.hint
            let excerpt = SourceExcerpt(of: error.description, file: path)
            complaint.context = (excerpt?.lines ?? []) + error.context
            return Terminal.report(complaint)
        }
        for declaration in declarations {
            Terminal.print("ok  \(path): \(ScriptText.escaped(declaration.summary))")
        }
        for line in printed.prefix(20) {
            Terminal.say("runtime: note: \(path) printed: \(ScriptText.escaped(line))")
        }
    }

    var json: Value {
        .map([
            "path": .string(path), "verdict": .string(error?.verdict ?? "ok"),
            "message": (error?.description).json, "hint": (error?.hint).json,
            "context": .list((error?.context ?? []).map { .string($0) }),
            "policies": .list(declarations.map(\.json)),
            "printed": .list(printed.map { .string($0) }),
        ])
    }
}

extension PolicyError {
    /// The error's kind in a word.
    fileprivate var verdict: String {
        switch self {
        case .unreadable, .invalid, .notRepeatable: "invalid"
        case .raised: "raised"
        case .denied: "denied"
        case .limit(let limit, _): "limit-\(limit.rawValue)"
        }
    }
}

extension Declaration {
    /// One line for people.
    fileprivate var summary: String {
        let kept = auto ? "" : ", manual only"
        let unsigned = proof == .signIn ? "" : ", not proven by sign-in"
        if let fleet {
            return "a fleet of \(fleet.words), \(schedule.summary)\(kept), "
                + "valid \(lifetime.short)\(unsigned)"
        }
        return "\(name) \(schedule.summary)\(kept), valid \(lifetime.short)\(unsigned), "
            + "as \(secrets.all.joined(separator: " and "))"
    }

    fileprivate var json: Value {
        .map([
            "name": .string(name), "connection": .string(connection),
            "client_id": application.clientID.json, "object_id": application.objectID.json,
            "interval": .int(schedule.interval.wholeSeconds),
            "rotate_at": (schedule.rotateAt?.description).json,
            "cron": (schedule.cron?.text).json, "timezone": .string(schedule.timeZone),
            "windows": schedule.windowsJSON, "missed": .string(schedule.missed.rawValue),
            "auto": .bool(auto), "proof": .string(proof.rawValue), "proofs": .int(Int64(proofs)),
            "lifetime": .int(lifetime.wholeSeconds),
            "secrets": .list(fleet == nil ? secrets.all.map { .string($0) } : []),
            "applications": (fleet?.words).json,
        ])
    }
}

extension FleetRule {
    /// What it selects, for people.
    var words: String {
        switch selector {
        case .tag(let tag): "applications with tag \"\(tag)\""
        case .displayName(let pattern): "applications called \"\(pattern)\""
        case .function: "applications that a function selects"
        }
    }
}
