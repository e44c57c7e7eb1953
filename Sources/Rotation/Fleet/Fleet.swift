/// What makes a policy a fleet's: it is for every application that it selects.
package struct FleetRule: Equatable, Sendable {
    package var selector: Selector
    /// The policy file's name; grants go by it, since members' names vary.
    package var label: String
    /// How many members try a version of the policy before the others begin; 0: none.
    package var canary: Int

    /// Which applications belong to it.
    package enum Selector: Equatable, Sendable {
        /// Those with this tag.
        case tag(String)
        /// Those whose display name matches; `*` stands for any characters.
        case displayName(String)
        /// Those for which the policy's function says so.
        case function
    }

    package init(selector: Selector, label: String, canary: Int = 0) {
        self.selector = selector
        self.label = label
        self.canary = canary
    }
}

/// A fleet on record: a policy for many applications, and how its members fare together.
package struct Fleet: Equatable, Sendable, Identifiable {
    package let id: Int64
    package let path: String
    package var policy: PolicyPin
    package var connection: String
    /// When its applications were last listed with success.
    package var listedAt: Instant?
    /// Since when its policy is not in its file any more; nil while it is.
    package var unmanagedAt: Instant?
    /// Permanent failures of members in a row.
    package var failures = 0
    /// Since when such failures keep every member from beginning; nil while they do not.
    package var stoppedAt: Instant?
    /// The version of the policy that its canaries try or have tried.
    package var digest: String?
    package var canaries: [Canary] = []
    /// Whether enough canaries were well for long enough under ``digest``.
    package var isCleared = false
    /// When it is to be found out whether they were.
    package var clearsAt: Instant?

    /// A member that goes first.
    package struct Canary: Equatable, Sendable {
        package let rotation: Int64
        /// When it delivered; nil before, and after a failure.
        package var deliveredAt: Instant?

        package init(rotation: Int64, deliveredAt: Instant? = nil) {
            self.rotation = rotation
            self.deliveredAt = deliveredAt
        }
    }

    package init(id: Int64, path: String, policy: PolicyPin, connection: String) {
        self.id = id
        self.path = path
        self.policy = policy
        self.connection = connection
    }

    /// What people call it: its file's name.
    package var label: String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// Whether some of its members wait for others of it, or for a person.
    package func holds(_ rotation: Int64, under digest: String, canary: Int) -> Bool {
        if stoppedAt != nil { return true }
        guard canary > 0 else { return false }
        let isKnown = self.digest == digest
        return !(isKnown && (isCleared || canaries.contains { $0.rotation == rotation }))
    }
}

/// Something that is wrong with a fleet, once for each thing that it is about.
package struct FleetProblem: Equatable, Sendable {
    /// An application's object id, or a word.
    package let subject: String
    package var since: Instant
    package var message: String
    package var hint: String?

    /// The subject of a listing that failed.
    package static let listing = "listing"

    package init(_ subject: String, since: Instant, message: String, hint: String? = nil) {
        self.subject = subject
        self.since = since
        self.message = message
        self.hint = hint
    }
}

/// What a fleet's policy says of one application.
package struct FleetMember: Equatable, Sendable {
    package var name: String
    package var secrets: SecretNames

    package init(name: String, secrets: SecretNames) {
        self.name = name
        self.secrets = secrets
    }
}

/// A member of a fleet as it is on record, without what its rotation does.
package struct EnlistedMember: Equatable, Sendable {
    package let id: Int64
    package let objectID: String
    package let member: FleetMember
    package let policy: PolicyPin
    package let unmanaged: Dismissal?

    package init(
        id: Int64, objectID: String, member: FleetMember, policy: PolicyPin, unmanaged: Dismissal?
    ) {
        self.id = id
        self.objectID = objectID
        self.member = member
        self.policy = policy
        self.unmanaged = unmanaged
    }
}

/// Why nothing new is begun for a rotation, while what is open ends and values stay readable.
package struct Dismissal: Equatable, Sendable {
    package var since: Instant
    package var reason: Reason
    /// Reads by id that did not find the application.
    package var reads: Int

    package init(since: Instant, _ reason: Reason, reads: Int = 0) {
        self.since = since
        self.reason = reason
        self.reads = reads
    }

    package enum Reason: String, CaseIterable, Sendable {
        /// The policy file is gone.
        case file
        /// The policy file has no such policy any more.
        case policy
        /// The fleet's policy does not select the application any more.
        case unselected
        /// The application is not there, as far as was seen up to now.
        case missing
        /// The application has been deleted.
        case gone

        /// For people.
        package var words: String {
            switch self {
            case .file: "its policy file is gone"
            case .policy: "its policy file has no such policy any more"
            case .unselected: "its fleet does not select the application any more"
            case .missing: "its application was not found"
            case .gone: "its application has been deleted"
            }
        }

        /// What an operator does about it.
        package func wayOut(of name: String) -> String {
            switch self {
            case .file, .policy: "put the policy back, or 'runtime delete \(name)'"
            case .unselected:
                "let 'applications' of the policy select it again, or 'runtime delete \(name)'"
            case .missing, .gone: "'runtime delete \(name)', unless it comes back"
            }
        }
    }
}

extension Declaration {
    /// What a fleet's policy declares for one member; any other declaration as it is.
    package func bound(to rotation: Rotation) -> Declaration {
        guard fleet != nil else { return self }
        var declaration = self
        declaration.name = rotation.name
        declaration.application = rotation.application
        declaration.secrets = rotation.secrets
        return declaration
    }

    /// What it declares for an application of its fleet.
    package func bound(to member: FleetMember, _ objectID: String) -> Declaration {
        var declaration = self
        declaration.name = member.name
        declaration.application = ApplicationReference(objectID: objectID)
        declaration.secrets = member.secrets
        return declaration
    }
}

extension FleetRule.Selector {
    /// Whether an application belongs to it; nil where the policy's function decides.
    package func selects(_ application: Application) -> Bool? {
        switch self {
        case .tag(let tag): application.tags.contains(tag)
        case .displayName(let pattern): Self.matches(application.displayName, pattern)
        case .function: nil
        }
    }

    /// Whether the whole text matches, where `*` stands for any characters.
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else {
            return text == pattern
        }
        guard text.hasPrefix(first), text.hasSuffix(last),
            text.utf8.count >= first.utf8.count + last.utf8.count
        else { return false }
        var rest = text.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
