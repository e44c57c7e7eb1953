import Emulator
import Rotation

/// Applications that the policy of a fleet selects, made up for a simulation.
struct MadeUpFleet {
    private let policy: any Policy
    private let path: String

    init(_ policy: any Policy, of path: String) {
        self.policy = policy
        self.path = path
    }

    /// How many applications a function is shown for each one that it is to select.
    private static let patience = 20

    /// What applications are called where the policy does not say it.
    private static let usual = ["svc-*", "app-*", "api-*", "service-*", "example-*"]

    /// Makes applications up and asks the policy about each.
    ///
    /// - Parameter count: How many; a display name without `*` is one application's.
    /// - Returns: Those that it selects, with what it says of each.
    /// - Throws: ``Complaint`` when its functions fail, or when it selects too few.
    func members(
        _ count: Int
    ) throws(Complaint) -> [(application: SeededApplication, member: FleetMember)] {
        switch policy.declaration.fleet?.selector {
        case .tag(let tag): try select(count, called: "svc-*", tag: tag)
        case .displayName(let pattern):
            try select(pattern.contains("*") ? count : 1, called: pattern)
        case .function, nil: try select(count)
        }
    }

    /// A function selects what it likes: the first kind of names of which it takes one is its.
    private func select(
        _ count: Int
    ) throws(Complaint) -> [(application: SeededApplication, member: FleetMember)] {
        for pattern in Self.usual {
            for number in 1...Self.patience where try ask(pattern, number, nil) != nil {
                return try select(count, called: pattern)
            }
        }
        throw none(of: Self.usual)
    }

    private func select(
        _ count: Int, called pattern: String, tag: String? = nil
    ) throws(Complaint) -> [(application: SeededApplication, member: FleetMember)] {
        var members: [(application: SeededApplication, member: FleetMember)] = []
        for number in 1...(count * Self.patience) where members.count < count {
            if let member = try ask(pattern, number, tag) { members.append(member) }
        }
        guard members.count == count else { throw none(of: [pattern]) }
        return members
    }

    private func none(of patterns: [String]) -> Complaint {
        let names = patterns.map { $0.replacing("*", with: Self.digits(1)) }
        return Complaint(
            "\(path): 'applications' does not select enough of the applications that are made up "
                + "for it, such as \(names.joined(separator: ", "))",
            hint: "a function is simulated with applications of such names and the tag "
                + "\"example\": let it take some of them, or select by tag or display_name",
            exit: .policy)
    }

    /// What the policy says of one application; nil when it does not select it.
    private func ask(
        _ pattern: String, _ number: Int, _ tag: String?
    ) throws(Complaint) -> (application: SeededApplication, member: FleetMember)? {
        var seeded = SeededApplication(
            displayName: pattern.replacing("*", with: Self.digits(number)))
        seeded.tags = ["example"] + (tag.map { [$0] } ?? [])
        let whose = "\(policy.declaration.fleet?.label ?? "") \(seeded.displayName) \(tag ?? "")"
        let (objectID, clientID) = (
            Self.guid(of: "object \(number) \(whose)"), Self.guid(of: "client \(number) \(whose)")
        )
        (seeded.objectID, seeded.appID) = (objectID, clientID)
        let application = Application(
            objectID: objectID, clientID: clientID, displayName: seeded.displayName,
            tags: seeded.tags)
        do throws(PolicyError) {
            return try policy.member(application).map { (seeded, $0) }
        } catch {
            throw Complaint(error)
        }
    }

    /// Four digits, more where they do not suffice.
    static func digits(_ number: Int) -> String {
        String(10_000 + number).dropFirst(number < 10_000 ? 1 : 0).description
    }

    /// An id that always is the same for a name.
    static func guid(of name: String) -> String {
        var state = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return Identifier.uuid {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 31
        }
    }
}
