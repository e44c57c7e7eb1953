import Emulator
import Rotation

/// What happened in a simulation, as far as summary, timeline and picture need it.
final class Chronicle {
    /// Every secret the tenant made for us, in the order of time.
    private(set) var lives: [Life] = []
    /// What is told of few rotations.
    private(set) var notes: [Note] = []
    /// How often each kind of event happened.
    private(set) var counts: [Event.Kind: Int] = [:]
    /// One for each day that began.
    private(set) var days: [Day] = []
    /// Moments of failures by rotation.
    private(set) var failures: [Failure] = []
    private let time: SimulatedTime
    /// Whether notes are taken.
    private let isDetailed: Bool
    private var places: [String: Int] = [:]
    private var idsByObject: [String: Int64] = [:]
    private var readers: [Int64: Reader] = [:]
    private var monthly: [Month] = []
    /// The most secrets that were live at a time, of one rotation and of all together.
    private(set) var mostLiveOfOne = 0
    private(set) var mostLive = 0
    private var live = 0
    private var peakToday = 0
    /// Before this no secret that is live ends by itself.
    private var soonestEnd: Instant
    /// Where each rotation's latest note is.
    private var latestNotes: [String: Int] = [:]

    /// What one rotation's consumers read and when that changed.
    struct Reader {
        /// The place among the lives of what is current.
        var current: Int?
        var live: [Int] = []
        var longestGap = Duration.zero
    }

    /// The life of one secret, by the tenant's time.
    struct Life {
        let rotation: Int64
        let keyID: String
        let mintedAt: Instant
        let endsAt: Instant
        var promotedAt: Instant?
        var version: Int?
        var deliveredAt: Instant?
        /// When the next version was delivered.
        var displacedAt: Instant?
        var removedAt: Instant?

        /// When it stopped to sign in, or was to.
        var over: Instant { min(removedAt ?? endsAt, endsAt) }
    }

    /// What was told of a rotation, once where it happened again and again.
    struct Note {
        let at: Instant
        let rotation: String
        let text: String
        var times = 1
        var until: Instant
    }

    struct Failure {
        let at: Instant
        let rotation: Int64
        let isAlert: Bool
    }

    /// How many secrets are live as a day begins, and at most in the one that it ends.
    struct Day {
        let at: Instant
        let live: Int
        let most: Int
    }

    /// What happened in a month of the calendar, in UTC.
    struct Month {
        let first: CivilDate
        var counts: [Event.Kind: Int] = [:]
    }

    init(_ time: SimulatedTime, isDetailed: Bool) {
        self.time = time
        self.isDetailed = isDetailed
        soonestEnd = time.end
    }
}

// MARK: - Recording

extension Chronicle {
    func committed(_ change: Change) {
        if let seen = change.rotation.seen, idsByObject[seen.objectID] == nil {
            idsByObject[seen.objectID] = change.rotation.id
        }
        for event in change.events { add(event, change.rotation) }
    }

    func minted(_ secret: TenantSecret, on objectID: String) {
        guard let id = idsByObject[objectID] else { return }
        dropEnded()
        let place = lives.count
        places[secret.keyID] = place
        lives.append(
            Life(
                rotation: id, keyID: secret.keyID, mintedAt: secret.addedAt,
                endsAt: secret.endsAt))
        readers[id, default: Reader()].live.append(place)
        soonestEnd = min(soonestEnd, secret.endsAt)
        live += 1
        peakToday = max(peakToday, live)
        mostLive = max(mostLive, live)
        mostLiveOfOne = max(mostLiveOfOne, readers[id]?.live.count ?? 0)
    }

    func removed(_ secret: TenantSecret) {
        guard let place = places[secret.keyID] else { return }
        dropEnded()
        lives[place].removedAt = time.now
        guard let index = readers[lives[place].rotation]?.live.firstIndex(of: place) else { return }
        readers[lives[place].rotation]?.live.remove(at: index)
        live -= 1
    }

    /// Counts what is live as a day begins, or as the simulation ends within one.
    func beginDay() {
        guard days.last?.at != time.now else { return }
        dropEnded()
        days.append(Day(at: time.now, live: live, most: peakToday))
        peakToday = live
    }

    /// Counts no longer what has ended by itself.
    private func dropEnded() {
        guard soonestEnd <= time.now else { return }
        soonestEnd = time.end
        live = 0
        for id in readers.keys {
            readers[id]?.live.removeAll { lives[$0].endsAt <= time.now }
            for place in readers[id]?.live ?? [] {
                soonestEnd = min(soonestEnd, lives[place].endsAt)
                live += 1
            }
        }
    }

    private func add(_ event: Event, _ rotation: Rotation) {
        count(event.kind)
        switch event.kind {
        case .promoted: promote(event, rotation)
        case .delivered: deliver(event, rotation)
        case .failed, .stuck: fail(event, rotation, isAlert: false)
        case .alert: fail(event, rotation, isAlert: true)
        case .gone: retire(event, rotation)
        case .began, .unresolved, .found, .cleaned, .expired, .vetoed:
            note(rotation, "\(event.kind.rawValue): \(event.detail)")
        default: break
        }
    }

    private func count(_ kind: Event.Kind) {
        counts[kind, default: 0] += 1
        let today = WallClock.utc.date(at: time.now)
        if monthly.last.map({ ($0.first.year, $0.first.month) != (today.year, today.month) })
            ?? true
        {
            let first = CivilDate(year: today.year, month: today.month, day: 1)
            monthly.append(Month(first: first))
        }
        monthly[monthly.count - 1].counts[kind, default: 0] += 1
    }

    private func promote(_ event: Event, _ rotation: Rotation) {
        guard let place = event.keyID.flatMap({ places[$0] }) else { return }
        var reader = readers[rotation.id, default: Reader()]
        if let former = reader.current, let since = lives[former].promotedAt {
            reader.longestGap = max(reader.longestGap, time.now - since)
        }
        reader.current = place
        readers[rotation.id] = reader
        lives[place].promotedAt = time.now
        lives[place].version = rotation.version
        let age = (time.now - lives[place].mintedAt).short
        note(rotation, "version \(rotation.version) is current, made \(age) before")
    }

    private func deliver(_ event: Event, _ rotation: Rotation) {
        guard let place = event.keyID.flatMap({ places[$0] }) else { return }
        lives[place].deliveredAt = time.now
        for other in readers[rotation.id]?.live ?? [] where lives[other].deliveredAt != nil {
            guard other != place, lives[other].displacedAt == nil else { continue }
            lives[other].displacedAt = time.now
        }
        let wait = time.now - (lives[place].promotedAt ?? time.now)
        guard wait > .zero else { return }
        note(rotation, "version \(rotation.version) delivered after \(wait.short)")
    }

    private func retire(_ event: Event, _ rotation: Rotation) {
        guard let life = event.keyID.flatMap(life), let version = life.version else { return }
        let overlap = life.overlap.map { ", \($0.short) after its successor was delivered" } ?? ""
        note(rotation, "version \(version) removed\(overlap)")
    }

    private func fail(_ event: Event, _ rotation: Rotation, isAlert: Bool) {
        failures.append(Failure(at: time.now, rotation: rotation.id, isAlert: isAlert))
        note(rotation, "\(event.kind.rawValue): \(event.detail)")
    }

    private func note(_ rotation: Rotation, _ text: String) { note(rotation.name, text) }

    /// Tells what struck the simulation.
    func note(_ text: String) { note("", text) }

    private func note(_ name: String, _ text: String) {
        guard isDetailed else { return }
        if !name.isEmpty, let place = latestNotes[name], notes[place].text == text {
            notes[place].times += 1
            notes[place].until = time.now
            return
        }
        latestNotes[name] = notes.count
        notes.append(Note(at: time.now, rotation: name, text: text, until: time.now))
    }
}

// MARK: - Reading

extension Chronicle {
    /// The life of the secret with this key id.
    func life(of keyID: String) -> Life? { places[keyID].map { lives[$0] } }

    var months: [Month] { monthly }

    /// The longest time between two promotions of one rotation, the one still open counted up to
    /// the end.
    var longestGap: Duration {
        readers.values.map { reader in
            let since = reader.current.flatMap { lives[$0].promotedAt }
            return max(reader.longestGap, since.map { time.now - $0 } ?? .zero)
        }.max() ?? .zero
    }

    /// How long displaced secrets stayed, from the delivery of their successor, in order of length.
    var overlaps: [Duration] {
        lives.compactMap(\.overlap).sorted()
    }

    /// The shortest time that was left to a secret while consumers still were to read it.
    var nearestEnd: (left: Duration, rotation: Int64)? {
        lives.compactMap { life -> (Duration, Int64)? in
            guard life.promotedAt != nil else { return nil }
            return (life.endsAt - min(life.displacedAt ?? time.now, life.over), life.rotation)
        }.min { ($0.0, $0.1) < ($1.0, $1.1) }
    }
}

extension Chronicle.Life {
    /// From the delivery of its successor to its removal; nil for what was not removed.
    fileprivate var overlap: Duration? {
        guard let displacedAt, let removedAt else { return nil }
        return removedAt - displacedAt
    }
}
