import Foundation
import Rotation

/// Policy files put on record again when they change; one that is broken leaves the old version.
struct Reloading {
    let registering: Registering
    let clock: any Clock
    let watch: PolicyWatch

    /// Reads the policy files that changed, or all after SIGHUP; nothing else is read again.
    func lookAround() {
        guard watch.hasNews else { return }
        if hasLostTerminal {
            kill(getpid(), SIGTERM)
            return
        }
        let (paths, isAsked) = watch.take()
        for path in paths {
            do throws(StoreError) {
                try reload(path)
            } catch {
                Terminal.report(Complaint(error))
                watch.postpone(path)
            }
        }
        // Files that are gone were looked for, not read.
        let count = paths.count { FileManager.default.fileExists(atPath: $0) }
        if isAsked { Terminal.say("\(clock.now())  SIGHUP  policy files read: \(count)") }
    }

    /// A terminal that is closed sends SIGHUP too, and then nobody is left to work for.
    private var hasLostTerminal: Bool {
        HangupSignal.isRaised && Terminal.isLive && isatty(STDERR_FILENO) == 0
    }

    private func reload(_ path: String) throws(StoreError) {
        let problem = try registering.problem(of: path)
        let before = try registering.rotations(of: path).map(\.policy)
        let names: [String]
        do throws(Failure) {
            guard FileManager.default.fileExists(atPath: path) else { throw gone(path) }
            names = try registering.register(file: path).map(\.name)
        } catch {
            switch error {
            case .policy(let mistake): return try keep(path, mistake)
            case .store(let failure): throw failure
            case .issuer, .guarded: preconditionFailure("a file is registered without a tenant")
            }
        }
        if problem != nil {
            try say("mended", path, names)
        } else if try registering.rotations(of: path).map(\.policy) != before {
            try say("reloaded", path, names)
        }
    }

    /// A file that nobody goes by may disappear.
    private func keep(_ path: String, _ mistake: PolicyError) throws(StoreError) {
        let isKnown = try registering.isKnown(path)
        if isKnown || FileManager.default.fileExists(atPath: path) {
            try registering.keep(path, mistake)
        } else {
            try registering.store.note(nil, of: path)
        }
    }

    private func gone(_ path: String) -> Failure {
        .policy(
            .invalid(
                message: "\(path): the file is gone",
                hint: "put it back, or name another file when the command is started again"))
    }

    private func say(_ word: String, _ path: String, _ names: [String]) throws(StoreError) {
        let file = URL(fileURLWithPath: path).lastPathComponent
        let isOpen = try registering.rotations(of: path).contains { $0.run != nil }
        let note = isOpen ? "; an open run keeps the version it began with" : ""
        Terminal.say(
            "\(clock.now())  \(file)  \(Terminal.paint(word, .green))  "
                + names.joined(separator: ", ") + note)
    }
}
