/// Intents without an answer: found and removed, or looked for until their end date has passed.
extension Rotator {
    /// Reads once more for an intent whose answer never came.
    func resolve(_ id: String, _ work: inout Work) throws(Failure) {
        let now = clock.now()
        _ = try read(&work)
        guard let credential = work.rotation.credentials.first(where: { $0.id == id }),
            credential.state == .unresolved
        else { return try commit(&work) }
        if credential.endsAt <= now {
            try checkClock(&work)
            work.rotation.update(id) { $0.state = .gone }
            return try commit(&work)
        }
        let absence = Credential.Absence(
            reads: (credential.absence?.reads ?? 0) + 1, since: credential.absence?.since ?? now)
        let isCleared = absence.reads >= Limits.absentReads
        let age = max(now - credential.intendedAt, .minutes(1))
        let pause = isCleared ? age : limits.absenceSpacing
        work.rotation.update(id) {
            $0.absence = absence
            $0.wake = Wake(now + min(pause, .days(1)), for: isCleared ? .afterlook : .absence)
        }
        if absence.reads == Limits.absentReads {
            note(.absent, "\(credential.label) was not found in \(absence.reads) reads", in: &work)
        }
        try commit(&work)
    }

    /// Looks for markers of unresolved intents; what is found is set to be removed.
    func seek(in application: Application, _ work: inout Work) {
        for credential in work.rotation.credentials where credential.state == .unresolved {
            let match = application.credentials.first {
                $0.displayName == credential.label || $0.keyID == credential.keyID
            }
            guard let match else { continue }
            let wake = Wake(clock.now(), for: .now)
            work.rotation.update(credential.id) {
                $0.state = .discarding
                $0.keyID = match.keyID
                $0.absence = nil
                $0.wake = wake
            }
            note(
                .found, "\(credential.label) was made although its answer was lost; removing it",
                keyID: match.keyID, in: &work)
        }
    }

    /// When a new mint is allowed again, nil when it is allowed now.
    func unresolvedWake(_ work: Work) -> Wake? {
        let open = work.rotation.credentials.filter { credential in
            switch credential.state {
            case .unresolved: (credential.absence?.reads ?? 0) < Limits.absentReads
            case .discarding: credential.removedAt == nil
            default: false
            }
        }
        let at = open.compactMap(\.wake?.at).max()
        return at.map { Wake(max($0, clock.now() + .seconds(1)), for: .absence) }
    }
}
