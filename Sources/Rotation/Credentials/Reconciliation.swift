/// The tenant compared with the journal.
package struct Reconciliation: Equatable, Sendable {
    /// By application, then in the order of its credentials.
    package let findings: [Finding]

    /// A credential that is not as the journal has it, or that the journal need not know.
    package struct Finding: Equatable, Sendable {
        package let kind: Kind
        /// The rotation of its application; nil when there is none in this home.
        package let rotation: String?
        package let application: Application
        package let credential: RemoteCredential
        /// The version under which consumers read it, if they do.
        package var version: Int?
        /// The deleted rotation that left it, if one did.
        package var keptBy: String?

        /// Whether a person must look; where nothing here is rotated, another home may.
        package var needsPerson: Bool {
            kind == .otherHome ? rotation != nil : kind.needsPerson
        }

        /// What is the matter with it.
        package enum Kind: String, CaseIterable, Sendable {
            /// It bears this home's marker and no row knows it: it is cleaned up.
            case orphan
            /// It bears this home's marker on an application that has no rotation here.
            case abandoned
            /// Consumers read it, and the directory does not have it.
            case missingCurrent = "missing_current"
            /// The journal has it as live, and the directory does not have it.
            case missing
            /// It was left on purpose when its rotation was deleted.
            case kept
            /// It bears another home's marker.
            case otherHome = "other_home"
            /// Not ours, and it ends soon.
            case expiring
            /// It has ended and is still listed.
            case stale
            /// Not ours.
            case foreign

            /// Whether a person must look.
            fileprivate var needsPerson: Bool {
                switch self {
                case .abandoned, .missingCurrent, .missing, .otherHome: true
                case .orphan, .kept, .expiring, .stale, .foreign: false
                }
            }
        }
    }

    /// Compares what was read with what is on record since; changes nothing.
    ///
    /// The journal must be read after the tenant: what is made in between is known by its intent.
    ///
    /// - Parameters:
    ///   - applications: All of the tenants, or those of the rotations only.
    ///   - rotations: All of the home.
    ///   - kept: What deletions left, read after the rotations.
    ///   - home: This home's id.
    ///   - now: The present moment.
    package init(
        of applications: [Application], with rotations: [Rotation], kept: [KeptSecret],
        home: String, at now: Instant
    ) {
        var findings: [Finding] = []
        let journal = Journal(rotations)
        for application in applications {
            let view = Comparison(
                application: application, journal: journal, kept: kept,
                home: String(home.prefix(8)), now: now)
            findings += view.surplus + view.missing
        }
        self.findings = findings
    }

    /// How long a new credential may be missing in a read: replicas lag.
    static let readLag = Duration.minutes(15)
    /// How soon before its end a credential that is not ours is told.
    static let soon = Duration.days(30)
}

/// What rotations manage and know; there may be many.
private struct Journal {
    private var byObject: [String: Rotation] = [:]
    private var byClient: [String: Rotation] = [:]
    private var keyIDs: Set<String> = []
    /// Names that are looked for by the engine.
    private var sought: Set<String> = []

    init(_ rotations: [Rotation]) {
        for rotation in rotations {
            if let id = rotation.seen?.objectID ?? rotation.application.objectID {
                byObject[id] = rotation
            } else if let id = rotation.application.clientID {
                byClient[id] = rotation
            }
            for row in rotation.credentials {
                keyIDs.insert(row.keyID)
                if [.intended, .unresolved, .discarding].contains(row.state) {
                    sought.insert(row.label)
                }
            }
        }
    }

    func rotation(of application: Application) -> Rotation? {
        byObject[application.objectID] ?? byClient[application.clientID]
    }

    /// Whether any rotation has it; two connections may lead to one application.
    func knows(_ credential: RemoteCredential) -> Bool {
        keyIDs.contains(credential.keyID)
            || credential.displayName.map(sought.contains) ?? false
    }
}

/// One application and its rotation, side by side.
private struct Comparison {
    let application: Application
    let journal: Journal
    let kept: [KeptSecret]
    let home: String
    let now: Instant

    private var rotation: Rotation? { journal.rotation(of: application) }

    /// What the directory has and the journal does not.
    var surplus: [Reconciliation.Finding] {
        application.credentials.compactMap { credential in
            guard !journal.knows(credential) else { return nil }
            let keptBy = kept.first { $0.isListed(as: credential) }?.rotation
            guard let kind = kind(of: credential, isKept: keptBy != nil) else { return nil }
            var finding = finding(kind, credential)
            finding.keptBy = keptBy
            return finding
        }
    }

    /// What the journal has as live and the directory does not.
    var missing: [Reconciliation.Finding] {
        guard let rotation else { return [] }
        let present = Set(application.credentials.map(\.keyID))
        return rotation.credentials.compactMap { credential in
            guard credential.isExpected, !present.contains(credential.keyID),
                credential.endsAt > now, let mintedAt = credential.mintedAt,
                now - mintedAt > Reconciliation.readLag
            else { return nil }
            var finding = finding(
                credential.state == .current ? .missingCurrent : .missing,
                RemoteCredential(
                    keyID: credential.keyID, displayName: credential.label,
                    startsAt: credential.mintedAt, endsAt: credential.endsAt))
            finding.version = credential.version
            return finding
        }
    }

    private func kind(
        of credential: RemoteCredential, isKept: Bool
    ) -> Reconciliation.Finding.Kind? {
        let marker = credential.displayName.flatMap(Marker.init)
        let isOurs = marker?.home == home
        guard rotation != nil || isKept || marker != nil else { return nil }
        if !credential.isLive(at: now) { return .stale }
        if isKept { return .kept }
        if isOurs { return rotation == nil ? .abandoned : .orphan }
        if marker != nil { return .otherHome }
        let isSoon = credential.endsAt.map { $0 - now < Reconciliation.soon } ?? false
        return isSoon ? .expiring : .foreign
    }

    private func finding(
        _ kind: Reconciliation.Finding.Kind, _ credential: RemoteCredential
    ) -> Reconciliation.Finding {
        Reconciliation.Finding(
            kind: kind, rotation: rotation?.name, application: application,
            credential: credential)
    }
}

extension Credential {
    /// Whether the directory should list it.
    fileprivate var isExpected: Bool {
        switch state {
        case .minted, .sealed, .proven, .current, .previous: true
        default: false
        }
    }
}

extension Rotation {
    /// Whether it is the rotation of this application.
    package func manages(_ application: Application) -> Bool {
        if let seen { return seen.objectID == application.objectID }
        if let objectID = self.application.objectID { return objectID == application.objectID }
        return self.application.clientID == application.clientID
    }
}

extension Credential {
    /// The row under which an orphan is removed.
    ///
    /// - Parameters:
    ///   - orphan: As the directory lists it; it bears a marker.
    ///   - id: A new ULID.
    ///   - now: The present moment.
    package init?(discarding orphan: RemoteCredential, id: String, at now: Instant) {
        guard let marker = orphan.displayName.flatMap(Marker.init) else { return nil }
        self.init(
            id: id, run: "reconcile", marker: marker, keyID: orphan.keyID, state: .discarding,
            intendedAt: orphan.startsAt ?? now, endsAt: orphan.endsAt ?? now + .days(36_500))
        wake = Wake(now, for: .now)
    }

    /// The same under a marker of its own: the one that it bears is another row's.
    package func remarked(of home: String) -> Credential {
        var row = Credential(
            id: id, run: run ?? "", marker: Marker(home: home, intent: id), keyID: keyID,
            state: state,
            intendedAt: intendedAt, endsAt: endsAt)
        row.wake = wake
        return row
    }
}

extension Event {
    /// An orphan was put on record.
    package static func takenIn(_ orphan: Credential, of name: String, at now: Instant) -> Event {
        Event(
            at: now, rotation: name, kind: .found,
            detail: "a secret that bears our marker and that nobody knew; removing it",
            keyID: orphan.keyID)
    }
}
