import Emulator
import Rotation

/// Looks after every write whether one of the rules is broken, against the tenant's own truth.
final class Watcher {
    /// The first rule that was broken.
    private(set) var violation: Violation?
    /// Promotions while some replica still refused the new secret; for runs without a stage.
    private(set) var early = 0
    private let tenant: TenantIssuer
    private let store: MemoryStore
    private let time: SimulatedTime
    private let cast: Cast
    private let grace: Duration
    private var readers: [Int64: Readership] = [:]
    private var rowCounts: [Int64: Int] = [:]
    private var idsByObject: [String: Int64] = [:]
    /// When the soonest of what consumers read ends, if that is looked at then.
    private var soonestEnd: Instant?

    init(
        _ tenant: TenantIssuer, _ store: MemoryStore, _ time: SimulatedTime, _ cast: Cast,
        grace: Duration
    ) {
        self.tenant = tenant
        self.store = store
        self.time = time
        self.cast = cast
        self.grace = grace
    }

    /// Looks at what a commit has written.
    func committed(_ change: Change) {
        let rotation = change.rotation
        if let objectID = rotation.seen?.objectID, idsByObject[objectID] == nil {
            idsByObject[objectID] = rotation.id
        }
        if SafetyRule.isTwofold(rotation.credentials) { report(.twoRuns, rotation.name, "") }
        if let publication = change.publication { published(publication, rotation) }
        if let current = rotation.current, current.deliveredAt != nil {
            readers[rotation.id, default: Readership()].deliver(current.version ?? 0, at: time.now)
        }
        let count = rotation.credentials.count { !$0.state.isOver }
        if count < rowCounts[rotation.id, default: 0] { lookForUnknown(rotation) }
        rowCounts[rotation.id] = count
    }

    private func published(_ publication: Publication, _ rotation: Rotation) {
        let value = try? store.secret(rotation.secrets.clientSecret, version: publication.version)
        let secret = value.flatMap { tenant.secret(with: $0.value, of: publication.clientID) }
        let declaration = try? cast.policy(rotation.run?.policy ?? rotation.policy).declaration
        let signIns = declaration?.proof == .directory ? 0 : declaration?.proofs ?? 1
        let problem = readers[rotation.id, default: Readership()].publish(
            secret, version: publication.version, proofs: signIns, now: time.now)
        if let problem {
            report(problem.0, rotation.name, problem.1)
        } else if let secret, secret.acceptedAt > time.now {
            early += 1
        }
        if let secret { lookAtEnd(of: secret.endsAt) }
        lookForUnknown(rotation)
    }

    /// Has what consumers read looked at as it ends, if nothing does so before.
    private func lookAtEnd(of end: Instant) {
        guard end < soonestEnd ?? time.end else { return }
        soonestEnd = end
        time.plan(end) { [self] in
            guard soonestEnd == end else { return }
            look()
            soonestEnd = nil
            let ends = readers.values.compactMap { $0.current?.endsAt }
            if let next = ends.filter({ $0 > time.now }).min() { lookAtEnd(of: next) }
        }
    }

    /// Looks at a secret that the tenant has made.
    func minted(_ secret: TenantSecret, on objectID: String) {
        guard let id = idsByObject[objectID], let rotation = store.medium.rotation(id) else {
            return report(.unknownSecret, objectID, secret.keyID)
        }
        lookForUnknown(rotation)
    }

    /// Looks at a secret that the tenant has removed.
    func removed(_ secret: TenantSecret, from objectID: String) {
        guard let id = idsByObject[objectID], let name = store.medium.rotation(id)?.name else {
            return report(.foreignRemoved, objectID, secret.keyID)
        }
        let reader = readers[id, default: Readership()]
        if let problem = reader.remove(secret, home: store.home, grace: grace, now: time.now) {
            report(problem.0, name, problem.1)
        }
    }

    /// Looks at what only time changes.
    func look() {
        let problems = readers.compactMap { id, reader in
            reader.look(at: time.now).map { (id: id, rule: $0.0, detail: $0.1) }
        }
        // The same one at every try.
        guard let first = problems.min(by: { $0.id < $1.id }) else { return }
        report(first.rule, store.medium.rotation(first.id)?.name ?? "?", first.detail)
    }

    /// Looks at everything there is.
    func lookAtAll() {
        look()
        for rotation in store.medium.rotations {
            lookForUnknown(rotation)
        }
    }

    private func lookForUnknown(_ rotation: Rotation) {
        guard let objectID = rotation.seen?.objectID else { return }
        let unknown = SafetyRule.unknown(
            among: tenant.secrets(of: objectID), rows: rotation.credentials, home: store.home,
            now: time.now)
        if let unknown {
            let marker = unknown.displayName ?? ""
            report(.unknownSecret, rotation.name, "\(unknown.keyID) (\(marker))")
        }
    }

    private func report(_ rule: SafetyRule, _ rotation: String, _ detail: String) {
        guard violation == nil else { return }
        violation = Violation(rule: rule, at: time.now, rotation: rotation, detail: detail)
        time.isStopped = true
    }
}
