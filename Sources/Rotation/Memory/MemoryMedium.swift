/// What several stores in memory share, as processes share a disk.
package final class MemoryMedium {
    /// Credentials that are over, in that order.
    package internal(set) var retired: [Credential] = []
    /// Processes that no longer run; their leases may be taken over.
    package var dead: Set<String> = []
    /// What every store on it tells as free.
    package var freeBytes: Int64 = 1 << 40
    /// How many events and how many decisions of each rotation are kept at least.
    package var depth = 1_000
    /// Transactions written so far.
    package private(set) var commits = 0
    /// Errors for the next commits, in order; nil lets one through.
    package var commitErrors: [StoreError?] = []
    /// May alter what is about to be written.
    package var beforeCommit: (inout Change) -> Void = { _ in }
    /// Told every change once it is written.
    package var onCommit: (Change) -> Void = { _ in }

    private var records: [Int64: Record] = [:]
    var values: [String: SecretValue] = [:]
    var policies: [String: (source: PolicySource, path: String)] = [:]
    var errands: [Errand.Kind: Instant] = [:]
    var breakers: [String: Breaker] = [:]
    var fleets: [Int64: Fleet] = [:]
    var fleetProblems: [Int64: [String: FleetProblem]] = [:]
    var problems: [String: PolicyProblem] = [:]
    var journal: [CallKey: (request: String, result: String?)] = [:]
    /// Rotations that were deleted: under which file, and which version of it.
    var deleted: [String: (path: String, digest: String)] = [:]
    /// Client secrets that deletions left in the tenant.
    var kept: [KeptSecret] = []
    var lastID: Int64 = 0
    /// Hook events that an operator gave up.
    var dropped: Set<String> = []
    /// Rotations for which somebody asked for a run.
    private var urgent: Set<Int64> = []
    private var wakes = WakeQueue()
    private var heldWakes = WakeQueue()
    /// How many rotations of a connection have just this in flight.
    private var flights: [String: [Flight: Int]] = [:]
    private var ids = Index()
    private var histories: [String: RecentList<Event>] = [:]
    private var decisions: [String: RecentList<DecisionRecord>] = [:]
    private(set) var lastEventAt: Instant?

    /// A rotation with its lease and what was published of it.
    ///
    /// An object, so that one field can be looked at without a copy of them all.
    final class Record {
        fileprivate(set) var rotation: Rotation
        var epoch: Int64 = 0
        var holder: String?
        var versions: [Publication] = []
        /// What the rotation has in flight.
        fileprivate(set) var flight: Flight

        fileprivate init(_ rotation: Rotation, _ flight: Flight) {
            self.rotation = rotation
            self.flight = flight
        }
    }

    /// Which rotation something belongs to.
    private struct Index {
        var byName: [String: Int64] = [:]
        var byApplication: [ApplicationReference: Int64] = [:]
        var bySecret: [String: Int64] = [:]
        var byObject: [String: Int64] = [:]
    }

    /// An empty medium.
    package init() {}

    /// Loses every sealed value, as a damaged disk would.
    package func forgetValues() {
        values = [:]
    }

    func countCommit() throws(StoreError) {
        if !commitErrors.isEmpty, let error = commitErrors.removeFirst() { throw error }
        commits += 1
    }
}

// MARK: - Rotations

extension MemoryMedium {
    /// All of them, in the order in which they were put on record.
    package var rotations: [Rotation] { records.values.map(\.rotation).sorted { $0.id < $1.id } }

    package func rotation(_ id: Int64) -> Rotation? { records[id]?.rotation }

    func record(_ id: Int64) -> Record? { records[id] }

    func rotation(named name: String) -> Rotation? { ids.byName[name].flatMap(rotation) }

    func rotation(of application: ApplicationReference) -> Rotation? {
        ids.byApplication[application].flatMap(rotation)
    }

    func rotation(withSecret name: String) -> Rotation? { ids.bySecret[name].flatMap(rotation) }

    /// The id of the rotation of the application that has this object id.
    func owner(ofObject objectID: String) -> Int64? { ids.byObject[objectID] }

    /// Puts a rotation in place of what it was.
    func put(_ rotation: Rotation) {
        let id = rotation.id
        let record = records[id]
        index(rotation, insteadOf: record)
        let flight = rotation.flight
        if let record {
            count(record.flight, on: record.rotation.connection, -1)
            record.rotation = rotation
            record.flight = flight
        } else {
            records[id] = Record(rotation, flight)
        }
        count(flight, on: rotation.connection, 1)
        wakes.set(id, to: rotation.wake?.at)
        heldWakes.set(id, to: rotation.heldWake?.at)
        if rotation.requested != nil {
            urgent.insert(id)
        } else {
            urgent.remove(id)
        }
    }

    /// The id of the next new rotation; none is used twice.
    func nextID() -> Int64 {
        lastID += 1
        return lastID
    }

    /// Lets go of a rotation, and remembers under which policy it was deleted.
    func forget(_ rotation: Rotation, at now: Instant) {
        let id = rotation.id
        for credential in rotation.credentials { values[credential.id] = nil }
        if let record = records.removeValue(forKey: id) {
            for publication in record.versions { values[publication.credential] = nil }
            let former = record.rotation
            count(record.flight, on: former.connection, -1)
            ids.byName[former.name] = nil
            ids.byApplication[former.application] = nil
            for name in former.secrets.all { ids.bySecret[name] = nil }
            if let objectID = former.seen?.objectID { ids.byObject[objectID] = nil }
        }
        wakes.set(id, to: nil)
        heldWakes.set(id, to: nil)
        urgent.remove(id)
        histories[rotation.name] = nil
        decisions[rotation.name] = nil
        deleted[rotation.name] = (rotation.path, rotation.policy.digest)
        let keyIDs = Set(rotation.kept.map(\.keyID))
        kept = kept.filter { !keyIDs.contains($0.keyID) } + rotation.kept
    }

    private func index(_ rotation: Rotation, insteadOf former: Record?) {
        let id = rotation.id
        if former?.rotation.name != rotation.name {
            if let former { ids.byName[former.rotation.name] = nil }
            ids.byName[rotation.name] = id
        }
        if former?.rotation.application != rotation.application {
            if let former { ids.byApplication[former.rotation.application] = nil }
            ids.byApplication[rotation.application] = id
        }
        if former?.rotation.secrets != rotation.secrets {
            for name in former?.rotation.secrets.all ?? [] { ids.bySecret[name] = nil }
            for name in rotation.secrets.all { ids.bySecret[name] = id }
        }
        if let objectID = rotation.seen?.objectID, former?.rotation.seen?.objectID != objectID {
            ids.byObject[objectID] = id
        }
    }

    private func count(_ flight: Flight, on connection: String, _ more: Int) {
        guard !flight.isEmpty else { return }
        flights[connection, default: [:]][flight, default: 0] += more
    }

    /// Ids of those that are due, the urgent ones first.
    func due(at now: Instant, limit: Int) -> [Int64] {
        guard !urgent.isEmpty else { return wakes.due(at: now, limit: limit) }
        let others = wakes.due(at: now, limit: limit).filter { !urgent.contains($0) }
        return Array((urgent.sorted() + others).prefix(limit))
    }

    /// How many rotations of a connection, besides one, have any of this in flight.
    func inFlight(_ flight: Flight, on connection: String, besides rotation: Int64) -> Int {
        var count = 0
        for (present, number) in flights[connection] ?? [:] where !present.isDisjoint(with: flight)
        {
            count += number
        }
        guard let own = records[rotation], own.rotation.connection == connection,
            !own.flight.isDisjoint(with: flight)
        else { return count }
        return count - 1
    }

    func nextWake(heldOnly: Bool) -> Instant? {
        heldOnly ? heldWakes.next() : wakes.next()
    }
}

// MARK: - Records

extension MemoryMedium {
    func add(_ event: Event) {
        histories[event.rotation, default: RecentList()].append(event, keeping: depth)
        lastEventAt = event.at
    }

    /// The latest events of a rotation, oldest first.
    package func history(of name: String, limit: Int = 1_000) -> [Event] {
        histories[name].map { Array($0.latest(limit)) } ?? []
    }

    func add(_ decision: DecisionRecord, of name: String) {
        decisions[name, default: RecentList()].append(decision, keeping: depth)
    }

    /// The latest logged decisions of a rotation, oldest first.
    package func decisions(of name: String) -> [DecisionRecord] {
        decisions[name].map { Array($0.latest(depth)) } ?? []
    }
}
