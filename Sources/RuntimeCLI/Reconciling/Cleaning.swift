import Rotation
import SecretStore

/// Removes orphans by way of the journal; another process that holds their rotation does it there.
struct Cleaning {
    private let parts: Composition
    private let maxWait: Duration

    init(_ parts: Composition, maxWait: Duration) {
        self.parts = parts
        self.maxWait = maxWait
    }

    /// Puts the orphans on record and waits until the reads have confirmed that they are gone.
    ///
    /// - Returns: The key ids that are gone.
    func clean(_ orphans: [Reconciliation.Finding]) throws(Complaint) -> Set<String> {
        var waiting: [String: [Credential]] = [:]
        for orphan in orphans {
            guard let name = orphan.rotation else { continue }
            let row = row(for: orphan.credential)
            try takeIn(row, of: name)
            waiting[name, default: []].append(row)
        }
        let rotator = parts.rotator(observe: Reporter().observe)
        let deadline = parts.clock.now() + maxWait
        let clock = ProgressClock(inner: parts.clock) { "removals are confirmed by reads" }
        while true {
            var next: Instant?
            for name in waiting.keys.sorted() {
                let (left, wake) = try visit(name, waiting[name] ?? [], rotator)
                waiting[name] = left.isEmpty ? nil : left
                next = [next, wake].compactMap(\.self).min()
            }
            guard !waiting.isEmpty, clock.now() < deadline, !StopSignals.isRaised else { break }
            let soon = clock.now() + .seconds(1)
            guard clock.wait(until: min(max(next ?? soon, soon), deadline)) else { break }
        }
        return Set(orphans.map(\.credential.keyID)).subtracting(
            waiting.values.joined().map(\.keyID))
    }

    private func row(for orphan: RemoteCredential) -> Credential {
        let now = parts.clock.now()
        let id = Identifier.ulid(at: now) { UInt64.random(in: 0...UInt64.max) }
        guard let row = Credential(discarding: orphan, id: id, at: now) else {
            preconditionFailure("an orphan bears a marker")
        }
        return row
    }

    /// Puts it on record; once it is, makes its rotation due.
    private func takeIn(_ row: Credential, of name: String) throws(Complaint) {
        _ = try Complaint.ofStore { () throws(StoreError) -> Bool in
            try parts.store.takeIn(row, of: name, at: parts.clock.now())
        }
    }

    /// - Returns: What is still there, and when to look again.
    private func visit(
        _ name: String, _ rows: [Credential], _ rotator: Rotator
    ) throws(Complaint) -> ([Credential], Instant?) {
        let keyIDs = Set(rows.map(\.keyID))
        let (isHeld, open) = try Complaint.ofStore {
            () throws(StoreError) -> (Bool, [Credential]) in
            let id = try parts.store.rotation(name).id
            let isHeld = try rotator.advance(id, on: Occasion(isCleaning: true)) == nil
            let open = try parts.store.rotation(name).credentials
            return (isHeld, open.filter { keyIDs.contains($0.keyID) })
        }
        let left = rows.filter { row in open.contains { $0.keyID == row.keyID } }
        let wake = open.compactMap(\.wake?.at).min()
        if isHeld, let row = left.first, let wake, wake <= parts.clock.now() {
            // What the holder wrote meanwhile may have put its next visit off.
            try takeIn(row, of: name)
        }
        return (left, wake)
    }
}
