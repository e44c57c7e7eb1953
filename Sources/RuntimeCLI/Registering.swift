import Foundation
import Rotation
import Scripting

/// Policy files put on record.
struct Registering {
    let store: any Store
    let limits: ScriptLimits
    let now: Instant

    /// Puts every policy of the named files on record.
    ///
    /// A broken file ends the command unless an earlier version of it is on record; then that one
    /// goes on.
    func register(_ arguments: [String]) throws(Complaint) -> [String] {
        var names: [String] = []
        for argument in arguments {
            do throws(PolicyError) {
                for path in try PolicyPaths.expand([argument]) {
                    names += try registerOrKeep(path)
                }
            } catch {
                try keep(URL(fileURLWithPath: argument).standardizedFileURL.path, error)
            }
        }
        return names
    }

    private func registerOrKeep(_ path: String) throws(PolicyError) -> [String] {
        do throws(PolicyError) {
            return try register(file: path)
        } catch {
            guard isKnown(path) else { throw error }
            tell(error)
            return []
        }
    }

    private func keep(_ path: String, _ error: PolicyError) throws(Complaint) {
        guard isKnown(path) else { throw Complaint(error) }
        tell(error)
    }

    private func tell(_ error: PolicyError) {
        Terminal.report(Complaint(error))
        Terminal.say("runtime: hint: the registered version of this file goes on")
    }

    private func register(file path: String) throws(PolicyError) -> [String] {
        let file = try PolicyFile.load(path: path, limits: limits)
        for (index, policy) in file.policies.enumerated() {
            let registration = Registration(
                declaration: policy.declaration,
                pin: PolicyPin(digest: file.digest, index: index), path: path,
                source: file.source)
            do throws(StoreError) {
                try store.register(registration, at: now)
            } catch {
                let name = URL(fileURLWithPath: path).lastPathComponent
                let complaint = Complaint(error)
                throw PolicyError.invalid(
                    message: "\(name): \(complaint.message)", hint: complaint.hint)
            }
        }
        return file.policies.map(\.declaration.name)
    }

    private func isKnown(_ path: String) -> Bool {
        let rotations = (try? store.rotations()) ?? []
        return rotations.contains { $0.path == path }
    }
}
