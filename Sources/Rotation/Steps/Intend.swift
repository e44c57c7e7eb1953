/// Step 3: commit the intent before anything is asked for.
extension Rotator {
    func intend(_ work: inout Work) throws(Failure) -> Outcome {
        if let wake = gap(work) { return .wait(wake) }
        let before = work
        let now = clock.now()
        let id = Identifier.ulid(at: now, random: random)
        let credential = Credential(
            id: id, run: work.run.id, marker: Marker(home: store.home, intent: id),
            keyID: Identifier.uuid(random: random), intendedAt: now,
            endsAt: now + min(work.declaration.lifetime, work.run.longestLife ?? .days(36_500)))
        work.rotation.credentials.insert(credential, at: 0)
        work.updateRun {
            $0.credential = id
            $0.step = .mint
            $0.wake = Wake(now, for: .now)
        }
        work.rotation.lastWriteAt = now
        note(.intended, credential.label, in: &work)
        let rooms = work.run.kind.obeysBrakes ? mintRoom(work) : []
        guard try commit(&work, within: rooms) else {
            work = before
            return .wait(try turn(for: rooms[rooms.count - 1], work))
        }
        return .next
    }

    /// The wait for the gap between two writes to one application, if there is one left.
    func gap(_ work: Work) -> Wake? {
        guard let last = work.rotation.lastWriteAt, last + limits.writeGap > clock.now(),
            !limits.isAhead(last, of: clock.now())
        else { return nil }
        return Wake(last + limits.writeGap, for: .gap)
    }
}
