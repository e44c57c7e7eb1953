import Foundation
import Rotation
import Scripting

/// Policy files put on record.
struct Registering {
    let store: any Store
    let limits: ScriptLimits
    let clock: any Clock
    /// Told which files each policy file is made of.
    let watch: PolicyWatch

    /// Puts every policy of the named files on record.
    ///
    /// A broken file ends the command unless an earlier version of it is on record; then that one
    /// goes on.
    func register(_ arguments: [String]) throws(Complaint) -> Registered {
        do throws(StoreError) { try forgetWhatIsGone() } catch { throw Complaint(error) }
        var registered = Registered()
        for argument in arguments {
            for path in try paths(of: argument) {
                for declaration in try registerOrKeep(path) {
                    registered.note(declaration, of: path)
                }
            }
        }
        return registered
    }

    /// Puts the policies of one file on record; what was wrong with it is forgotten.
    ///
    /// - Returns: What its policies declare, without those that were deleted.
    /// - Throws: ``Failure/policy(_:)`` when the file is to blame, else ``Failure/store(_:)``.
    func register(file path: String) throws(Failure) -> [Declaration] {
        let file: PolicyFile
        do throws(PolicyError) { file = try .load(path: path, limits: limits) } catch {
            throw .policy(error)
        }
        watch.follow(file.watchedPaths, of: path)
        let declarations = file.policies.map(\.declaration)
        do throws(StoreError) {
            var kept: [Declaration] = []
            for (index, policy) in file.policies.enumerated() {
                let pin = PolicyPin(digest: file.digest, index: index)
                let isKept = try store.register(
                    Registration(
                        declaration: policy.declaration, pin: pin, path: path, source: file.source),
                    at: clock.now())
                if isKept {
                    kept.append(policy.declaration)
                } else {
                    tellDeleted(policy.declaration.name, path)
                }
            }
            tell(try store.fit(path, to: declarations, at: clock.now()))
            if try problem(of: path) != nil { try store.note(nil, of: path) }
            return kept
        } catch {
            throw Self.blame(error, path)
        }
    }

    private func tellDeleted(_ name: String, _ path: String) {
        Terminal.say("runtime: warning: \(Deletion(name: name, path: path).message)")
        Terminal.say("runtime: hint: \(Deletion.hint)")
    }

    /// Tells that a file is broken and notes it, for as long as it stays so.
    func keep(_ path: String, _ error: PolicyError) throws(StoreError) {
        Terminal.report(Complaint(error))
        if !FileManager.default.fileExists(atPath: path) {
            tell(try store.fit(path, to: nil, at: clock.now()))
        } else if try isKnown(path) {
            Terminal.say("runtime: hint: the registered version of this file goes on")
        }
        let problem = PolicyProblem(
            path: path, since: clock.now(), message: error.description, hint: error.hint)
        try store.note(problem, of: path)
    }

    /// What is on record as wrong with the file at `path`.
    func problem(of path: String) throws(StoreError) -> PolicyProblem? {
        try store.problems().first { $0.path == path }
    }

    /// The rotations that go by the file at `path`.
    func rotations(of path: String) throws(StoreError) -> [Rotation] {
        try store.rotations(of: path)
    }

    func isKnown(_ path: String) throws(StoreError) -> Bool {
        try store.paths().contains(path)
    }

    private func tell(_ events: [Event]) {
        for event in events {
            Terminal.say("runtime: warning: \(event.rotation): \(event.detail)")
            if let hint = event.hint { Terminal.say("runtime: hint: \(hint)") }
        }
    }

    /// The policy files that an argument names; those that it named once and that are gone leave
    /// their rotations unmanaged.
    private func paths(of argument: String) throws(Complaint) -> [String] {
        let isFolder: Bool
        do throws(StoreError) {
            isFolder = try leaveGone(in: PolicyPaths.absolute(argument))
        } catch {
            throw Complaint(error)
        }
        do throws(PolicyError) {
            return try PolicyPaths.expand([argument])
        } catch {
            if isFolder {
                Terminal.report(Complaint(error))
                return []
            }
            try keepOrRefuse(PolicyPaths.absolute(argument), error)
            return []
        }
    }

    /// - Returns: Whether there were policy files in this folder that are gone.
    private func leaveGone(in folder: String) throws(StoreError) -> Bool {
        let gone = try store.paths().filter { path in
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return parent == folder && !FileManager.default.fileExists(atPath: path)
        }
        for path in gone {
            tell(try store.fit(path, to: nil, at: clock.now()))
        }
        return !gone.isEmpty
    }

    private func registerOrKeep(_ path: String) throws(Complaint) -> [Declaration] {
        do throws(Failure) {
            return try register(file: path)
        } catch {
            guard case .policy(let mistake) = error else { throw Complaint(error) }
            try keepOrRefuse(path, mistake)
            return []
        }
    }

    private func keepOrRefuse(_ path: String, _ mistake: PolicyError) throws(Complaint) {
        do throws(StoreError) {
            guard try !isKnown(path) else { return try keep(path, mistake) }
        } catch {
            throw Complaint(error)
        }
        throw Complaint(mistake)
    }

    /// Files that are gone and that no rotation goes by are nobody's problem any more.
    private func forgetWhatIsGone() throws(StoreError) {
        for problem in try store.problems() {
            let exists = FileManager.default.fileExists(atPath: problem.path)
            if !exists, try !isKnown(problem.path) { try store.note(nil, of: problem.path) }
        }
    }

    /// A claim that another file holds is the file's fault; a full disk is not.
    private static func blame(_ error: StoreError, _ path: String) -> Failure {
        switch error {
        case .taken, .refused:
            let name = URL(fileURLWithPath: path).lastPathComponent
            let complaint = Complaint(error)
            return .policy(
                .invalid(message: "\(name): \(complaint.message)", hint: complaint.hint))
        default: return .store(error)
        }
    }
}

/// What a command has put on record.
struct Registered {
    /// The names of rotations that policies declare.
    private(set) var names: [String] = []
    /// The files of fleets, whose rotations are found by listing the tenant.
    private(set) var fleetPaths: Set<String> = []

    mutating func note(_ declaration: Declaration, of path: String) {
        if declaration.fleet == nil {
            names.append(declaration.name)
        } else {
            fleetPaths.insert(path)
        }
    }
}
