import Emulator
import Rotation
import Scripting

/// The policies of a simulation with the made-up applications they are for.
struct Cast {
    private(set) var files: [PolicyFile] = []
    /// The policies that go on record; their places count as in `pins`.
    private(set) var members: [Member] = []
    /// Every application that one of them is for.
    private(set) var applications: [SeededApplication] = []
    private var places: [String: [Int]] = [:]
    private var claims = Claims()

    /// A policy for one application, or a fleet's for many.
    struct Member {
        let policy: any Policy
        let pin: PolicyPin
        let path: String

        var declaration: Declaration { policy.declaration }
    }

    /// Loads the files; each policy is there for `count` applications.
    ///
    /// - Throws: ``Complaint`` about the first file that does not load, or does not go with others.
    init(paths: [String], applications count: Int, limits: ScriptLimits) throws(Complaint) {
        for path in paths where !files.contains(where: { $0.path == path }) {
            do throws(PolicyError) {
                files.append(try PolicyFile.load(path: path, limits: limits))
            } catch {
                throw Complaint(error)
            }
        }
        for file in files {
            for policy in file.policies {
                if policy.declaration.fleet == nil {
                    try add(policy, of: file, count)
                } else {
                    try add(fleet: policy, of: file, count)
                }
            }
        }
    }

    private mutating func add(
        _ policy: any Policy, of file: PolicyFile, _ count: Int
    ) throws(Complaint) {
        for number in 1...count {
            let policy = count == 1 ? policy : RenamedPolicy(policy, number: number)
            if let clash = claims.claim(policy.declaration, from: file.path) {
                throw Complaint(clash.message, hint: clash.hint, exit: .policy)
            }
            cast(policy, of: file)
            let stated = policy.declaration.application
            var application = SeededApplication(displayName: policy.declaration.name)
            (application.objectID, application.appID) = (stated.objectID, stated.clientID)
            applications.append(application)
        }
    }

    private mutating func add(
        fleet policy: any Policy, of file: PolicyFile, _ count: Int
    ) throws(Complaint) {
        cast(policy, of: file)
        for (application, member) in try MadeUpFleet(policy, of: file.path).members(count) {
            var declaration = policy.declaration.bound(to: member, application.objectID ?? "")
            declaration.application = ApplicationReference(
                objectID: application.objectID, clientID: application.appID)
            if let clash = claims.claim(declaration, from: file.path) {
                throw Complaint(
                    clash.message,
                    hint: "let 'name' and 'secrets' give each application its own", exit: .policy)
            }
            applications.append(application)
        }
    }

    private mutating func cast(_ policy: any Policy, of file: PolicyFile) {
        let pin = PolicyPin(digest: file.digest, index: places[file.digest]?.count ?? 0)
        places[file.digest, default: []].append(members.count)
        members.append(Member(policy: policy, pin: pin, path: file.path))
    }

    /// The policy on record under `pin`.
    func policy(_ pin: PolicyPin) throws(PolicyError) -> any Policy {
        guard let places = places[pin.digest], places.indices.contains(pin.index) else {
            throw .invalid(message: "no policy \(pin.digest) \(pin.index)", hint: nil)
        }
        return members[places[pin.index]].policy
    }

    /// Puts every member on record.
    func register(in store: any Store, at now: Instant) throws(StoreError) {
        let sources = Dictionary(files.map { ($0.path, $0.source) }) { first, _ in first }
        for member in members {
            try store.register(
                Registration(
                    declaration: member.declaration, pin: member.pin, path: member.path,
                    source: sources[member.path] ?? PolicySource("")), at: now)
        }
    }
}

/// A policy for the made-up application of a number, instead of the one that it declares.
private final class RenamedPolicy: Policy {
    let declaration: Declaration
    private let original: any Policy

    init(_ original: any Policy, number: Int) {
        self.original = original
        var declaration = original.declaration
        let digits = MadeUpFleet.digits(number)
        declaration.name = "\(declaration.name.prefix(58))-\(digits)"
        declaration.secrets = SecretNames(
            clientID: declaration.secrets.clientID.map { "\($0)_\(digits)" },
            clientSecret: "\(declaration.secrets.clientSecret)_\(digits)")
        declaration.application = ApplicationReference(
            clientID: MadeUpFleet.guid(of: declaration.name))
        self.declaration = declaration
    }

    var fuelUsed: Int { original.fuelUsed }

    func decide(_ facts: Facts) throws(PolicyError) -> Decision? { try original.decide(facts) }

    func run(
        _ hook: Hook, event: Value, host: any HookHost
    ) throws(PolicyError) -> [Value] {
        try original.run(hook, event: event, host: host)
    }
}
