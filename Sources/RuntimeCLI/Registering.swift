import Foundation
import Rotation
import Scripting

/// Policy files put on record.
struct Registering {
    let store: any Store
    let now: Instant

    /// Puts every policy of the named files on record.
    ///
    /// A broken file ends the command unless an earlier version of it is on record; then that one
    /// goes on.
    func register(_ arguments: [String]) throws(Complaint) -> [String] {
        var names: [String] = []
        for path in try Self.expand(arguments) {
            do throws(PolicyError) {
                names += try register(file: path)
            } catch {
                guard isKnown(path) else { throw Complaint(error) }
                Terminal.report(Complaint(error))
                Terminal.say("runtime: hint: the registered version of this file goes on")
            }
        }
        return names
    }

    private static func expand(_ arguments: [String]) throws(Complaint) -> [String] {
        do throws(PolicyError) {
            return try PolicyPaths.expand(arguments)
        } catch {
            throw Complaint(error)
        }
    }

    private func register(file path: String) throws(PolicyError) -> [String] {
        let file = try PolicyFile.load(path: path)
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
