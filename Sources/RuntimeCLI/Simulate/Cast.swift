import Emulator
import Rotation
import Scripting

/// The policies of a simulation with the made-up applications they are for.
struct Cast {
    let files: [PolicyFile]
    /// One for each application; their places count as in `pins`.
    let members: [Member]
    private let places: [String: [Int]]

    /// One policy for one application.
    struct Member {
        let policy: any Policy
        let pin: PolicyPin
        let application: SeededApplication

        var declaration: Declaration { policy.declaration }
    }

    /// Loads the files; each policy is there for `count` applications.
    init(
        paths: [String], applications count: Int, limits: ScriptLimits
    ) throws(PolicyError) {
        var files: [PolicyFile] = []
        var members: [Member] = []
        var places: [String: [Int]] = [:]
        for path in paths {
            let file = try PolicyFile.load(path: path, limits: limits)
            files.append(file)
            for policy in file.policies {
                for number in 1...count {
                    let digest = file.digest
                    let index = places[digest]?.count ?? 0
                    places[digest, default: []].append(members.count)
                    members.append(
                        Member(
                            policy, number: count == 1 ? nil : number,
                            pin: PolicyPin(digest: digest, index: index)))
                }
            }
        }
        self.files = files
        self.members = members
        self.places = places
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
        for file in files {
            for place in places[file.digest] ?? [] {
                try store.register(
                    Registration(
                        declaration: members[place].declaration, pin: members[place].pin,
                        path: file.path, source: file.source), at: now)
            }
        }
    }
}

extension Cast.Member {
    /// The policy as it is, or for the made-up application of that number.
    fileprivate init(_ policy: any Policy, number: Int?, pin: PolicyPin) {
        self.pin = pin
        var declaration = policy.declaration
        if let number {
            let digits = String(10_000 + number).dropFirst(number < 10_000 ? 1 : 0)
            declaration.name = "\(declaration.name.prefix(58))-\(digits)"
            declaration.secrets = SecretNames(
                clientID: declaration.secrets.clientID.map { "\($0)_\(digits)" },
                clientSecret: "\(declaration.secrets.clientSecret)_\(digits)")
            declaration.application = ApplicationReference(
                clientID: Self.clientID(of: declaration.name))
        }
        var application = SeededApplication(displayName: declaration.name)
        application.objectID = declaration.application.objectID
        application.appID = declaration.application.clientID
        self.application = application
        self.policy = number == nil ? policy : RenamedPolicy(policy, declaration)
    }

    /// A client id that always is the same for a name.
    private static func clientID(of name: String) -> String {
        var state = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return Identifier.uuid {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 31
        }
    }
}

/// A policy for another application than it declares.
private final class RenamedPolicy: Policy {
    let declaration: Declaration
    private let original: any Policy

    init(_ original: any Policy, _ declaration: Declaration) {
        self.original = original
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
