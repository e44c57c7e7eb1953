import Azure
import Foundation
import Rotation
import Scripting
import SecretStore

/// A rotation as it is or as a policy file would make it, with the policy it goes by.
struct PlanTarget {
    let rotation: Rotation
    /// What decides: an open run's own version to its end.
    let policy: any Policy
    let pin: PolicyPin
    /// What a file says.
    let declaration: Declaration
    /// What is on record, where a file says something else; nil for a rotation that is as it was.
    var before: Declaration?
    /// Whether it is on record.
    let isRegistered: Bool
    var clash: Claims.Clash?
    /// Whether its fleet will let go of it.
    var isDismissed = false
}

/// An application that its fleet does not take in: a function of the policy fails, or what it names
/// is taken.
struct LeftOut {
    let path: String
    let application: Application
    let why: String
    let hint: String?
    /// What the policy fails with.
    let error: PolicyError?

    init(_ application: Application, from path: String, _ error: PolicyError) {
        self.path = path
        self.application = application
        self.error = error
        why = error.description
        hint = error.hint
    }

    init(_ application: Application, from path: String, _ clash: Claims.Clash) {
        self.path = path
        self.application = application
        error = nil
        why = clash.message
        hint = "let 'name' and 'secrets' of the policy give it others"
    }

    var message: String {
        "application \"\(application.displayName)\" (\(application.objectID)) is left out: \(why)"
    }

    var json: Value {
        .map([
            "path": .string(path), "object_id": .string(application.objectID),
            "display_name": .string(application.displayName), "message": .string(why),
            "hint": hint.json,
        ])
    }
}

/// A rotation that was deleted and that its file, unchanged, does not bring back.
struct Deletion {
    let name: String
    let path: String

    var message: String {
        "\(name) was deleted, and \(path) has not changed since: it is not put on record again"
    }

    static let hint = "remove it from the file; any change of the file begins it anew"

    var json: Value {
        .map([
            "rotation": .string(name), "path": .string(path), "message": .string(message),
            "hint": .string(Self.hint),
        ])
    }
}

/// The rotations that a plan is about.
struct PlanTargets {
    private let surroundings: Surroundings
    private let library: PolicyLibrary?
    private let sights: TenantSights
    private let limits: ScriptLimits
    private(set) var all: [PlanTarget] = []
    private(set) var leftOut: [LeftOut] = []
    private(set) var deleted: [Deletion] = []
    private var claims = Claims()

    /// Finds what `arguments` name: policy files, directories of them, rotations on record; those
    /// on record all when there are none.
    ///
    /// - Throws: ``Complaint`` about the first file that is broken or the first unknown name.
    init(
        _ arguments: [String], in surroundings: Surroundings, seen sights: TenantSights,
        limits: ScriptLimits
    ) throws(Complaint) {
        self.surroundings = surroundings
        self.sights = sights
        self.limits = limits
        library = surroundings.store.map {
            PolicyLibrary($0, limits: limits, surroundings.log)
        }
        let files = try Self.files(arguments.filter(Self.isPath), limits)
        let renewed = Set(
            files.flatMap { file in
                file.policies.map { "\($0.declaration.name) \(file.path)" }
            })
        for rotation in surroundings.rotations
        where !renewed.contains("\(rotation.name) \(rotation.path)") {
            claims.claim(rotation)
        }
        for file in files { try add(file) }
        let names = arguments.filter { !Self.isPath($0) }
        for rotation in try named(names, arguments.isEmpty) { try add(rotation) }
    }

    private static func isPath(_ argument: String) -> Bool {
        argument.contains("/") || argument.hasSuffix(".lua")
            || FileManager.default.fileExists(atPath: argument)
    }

    private static func files(
        _ arguments: [String], _ limits: ScriptLimits
    ) throws(Complaint) -> [PolicyFile] {
        do throws(PolicyError) {
            var files: [PolicyFile] = []
            for path in try PolicyPaths.expand(arguments) {
                files.append(try .load(path: path, limits: limits))
            }
            return files
        } catch {
            throw Complaint(error)
        }
    }

    private func named(_ names: [String], _ isAll: Bool) throws(Complaint) -> [Rotation] {
        if isAll { return surroundings.rotations }
        var found: [Rotation] = []
        for name in names {
            guard let rotation = surroundings.rotations.first(where: { $0.name == name }) else {
                var complaint = Complaint(StoreError.notFound(what: "rotation \"\(name)\""))
                complaint.hint =
                    Spelling.hint(for: name, in: surroundings.rotations.map(\.name))
                    ?? complaint.hint
                throw complaint
            }
            if !all.contains(where: { $0.rotation.name == name }) { found.append(rotation) }
        }
        return found
    }

    private mutating func add(_ rotation: Rotation) throws(Complaint) {
        let pin = rotation.run?.policy ?? rotation.policy
        let policy = try registered(pin)
        let declaration = try registered(rotation.policy).declaration
        all.append(
            PlanTarget(
                rotation: rotation, policy: policy, pin: pin, declaration: declaration,
                isRegistered: true))
    }

    private mutating func add(_ file: PolicyFile) throws(Complaint) {
        for (index, policy) in file.policies.enumerated() {
            let pin = PolicyPin(digest: file.digest, index: index)
            if policy.declaration.fleet != nil {
                try addMembers(of: file.path, policy, pin)
                continue
            }
            let known = surroundings.rotations.first {
                $0.name == policy.declaration.name && $0.path == file.path
            }
            if known == nil, try wasDeleted(policy.declaration, pin, file.path) { continue }
            let clash = claims.claim(policy.declaration, from: file.path)
            if let known, let moved = known.moved(by: policy.declaration) {
                try add(known)
                all[all.count - 1].clash = moved
            } else if let known {
                try renew(known, by: policy, pin, clash)
            } else {
                let rotation = proposed(policy.declaration, pin, file.path)
                all.append(
                    PlanTarget(
                        rotation: rotation, policy: policy, pin: pin,
                        declaration: policy.declaration, isRegistered: false, clash: clash))
            }
        }
    }

    /// A fleet's members on record, and those that its next listing would bring.
    private mutating func addMembers(
        of path: String, _ policy: LuaPolicy, _ pin: PolicyPin
    ) throws(Complaint) {
        // A tenant that cannot be read is told of with its connection.
        let entries = (try? sights.view(policy.declaration.connection))?.entries ?? []
        let applications = entries.map(\.application).sorted { $0.objectID < $1.objectID }
        let byID = Dictionary(applications.map { ($0.objectID, $0) }) { first, _ in first }
        var known: Set<String> = []
        for member in surroundings.rotations where member.path == path && member.fleet != nil {
            guard member.policy.index == pin.index else { continue }
            let objectID = member.application.objectID ?? ""
            known.insert(objectID)
            switch byID[objectID].map({ standing($0, path, policy) }) ?? .member {
            case .member: try renew(member, by: policy, pin, nil)
            case .failing: try add(member)
            case .unselected: try dismiss(member)
            }
        }
        for application in applications where !known.contains(application.objectID) {
            try add(application, from: path, policy, pin)
        }
    }

    /// An application as a new member of a fleet, where the policy selects it.
    private mutating func add(
        _ application: Application, from path: String, _ policy: LuaPolicy, _ pin: PolicyPin
    ) throws(Complaint) {
        guard let member = member(application, path, policy) else { return }
        let declaration = policy.declaration.bound(to: member, application.objectID)
        guard try !wasDeleted(declaration, pin, path) else { return }
        if let clash = claims.claim(declaration, from: path) {
            return leftOut.append(LeftOut(application, from: path, clash))
        }
        all.append(
            PlanTarget(
                rotation: proposed(declaration, pin, path), policy: policy, pin: pin,
                declaration: declaration, isRegistered: false))
    }

    /// Asks the policy of a fleet; one that fails leaves the application out.
    private mutating func member(
        _ application: Application, _ path: String, _ policy: LuaPolicy
    ) -> FleetMember? {
        do throws(PolicyError) {
            return try policy.member(application)
        } catch {
            leftOut.append(LeftOut(application, from: path, error))
            return nil
        }
    }

    /// What a fleet's policy as it is now means to a member on record.
    private enum Standing {
        case member
        /// A function of it fails; the member keeps the version it goes by.
        case failing
        case unselected
    }

    private mutating func standing(
        _ application: Application, _ path: String, _ policy: LuaPolicy
    ) -> Standing {
        let before = leftOut.count
        if member(application, path, policy) != nil { return .member }
        return leftOut.count > before ? .failing : .unselected
    }

    /// A member that its fleet does not select any more becomes unmanaged.
    private mutating func dismiss(_ member: Rotation) throws(Complaint) {
        var rotation = member
        let now = surroundings.clock.now()
        rotation.unmanaged = member.unmanaged ?? Dismissal(since: now, .unselected)
        try add(rotation)
        all[all.count - 1].isDismissed = member.unmanaged == nil
    }

    /// As the file would make it; an open run keeps the version it began with.
    private mutating func renew(
        _ known: Rotation, by policy: LuaPolicy, _ pin: PolicyPin, _ clash: Claims.Clash?
    ) throws(Complaint) {
        guard known.policy != pin else {
            try add(known)
            return all[all.count - 1].clash = clash
        }
        var rotation = known
        rotation.policy = pin
        let declaration = policy.declaration.bound(to: known)
        rotation.secrets = declaration.secrets
        rotation.connection = policy.declaration.connection
        rotation.decision = nil
        let open = known.run?.policy
        all.append(
            PlanTarget(
                rotation: rotation, policy: try open.map(registered) ?? policy, pin: open ?? pin,
                declaration: declaration, before: try registered(known.policy).declaration,
                isRegistered: true, clash: clash))
    }

    /// Whether 'run' would not put it on record, since it was deleted under this very version.
    private mutating func wasDeleted(
        _ declaration: Declaration, _ pin: PolicyPin, _ path: String
    ) throws(Complaint) -> Bool {
        let isDeleted = try Complaint.ofStore { () throws(StoreError) -> Bool in
            try surroundings.store?.wasDeleted(declaration.name, from: path, as: pin) ?? false
        }
        if isDeleted { deleted.append(Deletion(name: declaration.name, path: path)) }
        return isDeleted
    }

    private func proposed(
        _ declaration: Declaration, _ pin: PolicyPin, _ path: String
    ) -> Rotation {
        Rotation(
            id: 0, name: declaration.name, connection: declaration.connection,
            application: declaration.application, policy: pin, path: path,
            secrets: declaration.secrets, registeredAt: surroundings.clock.now())
    }

    private func registered(_ pin: PolicyPin) throws(Complaint) -> any Policy {
        guard let library else { preconditionFailure("what is on record has a home") }
        do throws(PolicyError) { return try library.policy(pin) } catch { throw Complaint(error) }
    }
}

extension Rotation {
    /// That `run` refuses another application under the name of this rotation.
    fileprivate func moved(by declaration: Declaration) -> Claims.Clash? {
        seen.flatMap { StoreError.moved(declaration, from: $0, on: connection) }.map { refusal in
            Claims.Clash(
                message: "\(path): \(refusal)",
                hint: "until then the version of the file that is on record goes on")
        }
    }
}
