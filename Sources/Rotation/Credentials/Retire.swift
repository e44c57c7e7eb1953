/// The end of an overlap: ask, remove, make sure.
extension Rotator {
    /// Begins the removal of a displaced credential when nothing speaks against it.
    func retire(_ id: String, _ work: inout Work) throws(Failure) {
        guard let credential = work.rotation.credentials.first(where: { $0.id == id }) else {
            return
        }
        if credential.endsAt <= clock.now() { return try expireIfTrue(credential, &work) }
        if hold(credential, &work) { return try commit(&work) }
        guard work.rotation.current?.deliveredAt != nil else {
            work.rotation.update(id) { $0.wake = nil }
            return try commit(&work)
        }
        if let wake = try turnWake(retireRoom, work) {
            work.rotation.update(id) { $0.wake = wake }
            return try commit(&work, isLasting: false)
        }
        if work.declaration.hooks.contains(.retire), !work.declaration.retireForce,
            case .no(let reason) = try ask(.retire, about: credential, &work)
        {
            let again = min(clock.now() + limits.vetoPause, credential.endsAt)
            work.rotation.update(id) { $0.wake = Wake(again, for: .veto) }
            note(.vetoed, reason ?? "retire says no", keyID: credential.keyID, in: &work)
            return try commit(&work)
        }
        if let wake = try ownSignIn(work) {
            work.rotation.update(id) { $0.wake = wake }
            return try commit(&work)
        }
        let before = work
        work.rotation.update(id) {
            $0.state = .retiring
            $0.wake = Wake(clock.now(), for: .now)
        }
        note(.retiring, "overlap is over", keyID: credential.keyID, in: &work)
        guard try commit(&work, within: retireRoom) else {
            work = before
            let wake = try turn(for: retireRoom[0], work)
            work.rotation.update(id) { $0.wake = wake }
            try commit(&work)
            return
        }
        try remove(id, &work)
    }

    /// Makes sure that the connection can sign in with the new secret, where it is its own.
    ///
    /// - Returns: When to try again; nil when it can, or when the secret is another application's.
    private func ownSignIn(_ work: Work) throws(Failure) -> Wake? {
        let identity = work.issuer.identity.lowercased()
        guard let current = work.rotation.current, work.rotation.seen?.clientID == identity else {
            return nil
        }
        let value = try Failure.ofStore { () throws(StoreError) in
            try store.value(of: current.id)
        }
        let proof = try Failure.ofIssuer { () throws(IssuerError) in
            try work.issuer.prove(clientID: identity, value: value)
        }
        switch proof {
        case .accepted: return nil
        case .notYet: return Wake(clock.now() + limits.vetoPause, for: .veto)
        case .pause(let pause, _): return Wake(clock.now() + pause, for: .veto)
        }
    }

    /// Asks for the removal once the intent is on record, then reads until it is seen no more.
    func remove(_ id: String, _ work: inout Work) throws(Failure) {
        guard let credential = work.rotation.credentials.first(where: { $0.id == id }) else {
            return
        }
        if credential.removedAt == nil {
            try requestRemoval(credential, &work)
        } else {
            try confirmRemoval(credential, &work)
        }
    }

    private func requestRemoval(_ credential: Credential, _ work: inout Work) throws(Failure) {
        if credential.state == .retiring, hold(credential, &work) { return try commit(&work) }
        if let wake = gap(work) {
            work.rotation.update(credential.id) { $0.wake = wake }
            return try commit(&work)
        }
        try checkClock(&work)
        let objectID = try objectID(of: &work)
        do throws(IssuerError) {
            _ = try work.issuer.remove(keyID: credential.keyID, from: objectID)
        } catch .noAnswer {
            // It may have happened; the reads that follow tell.
        } catch {
            throw Failure.issuer(error)
        }
        let now = clock.now()
        work.rotation.lastWriteAt = now
        work.rotation.update(credential.id) {
            $0.removedAt = now
            $0.attempts = 0
            $0.absence = nil
            $0.wake = Wake(now + limits.goneSpacing, for: .gone)
        }
        try commit(&work)
    }

    /// What the last read showed; a rotation whose application was never read reads it now.
    private func objectID(of work: inout Work) throws(Failure) -> String {
        if let seen = work.rotation.seen { return seen.objectID }
        return try read(&work).objectID
    }

    private func confirmRemoval(_ credential: Credential, _ work: inout Work) throws(Failure) {
        let now = clock.now()
        let application = try read(&work)
        let wake = Wake(now + limits.goneSpacing, for: .gone)
        if let twin = twin(of: credential, on: application) {
            work.rotation.update(credential.id) {
                $0.keyID = twin.keyID
                $0.removedAt = nil
                $0.wake = Wake(now, for: .now)
            }
            return try commit(&work)
        }
        if application.credentials.contains(where: { $0.keyID == credential.keyID }) {
            // Still shown: read lag for a while, after that the removal is asked for again.
            let isOld = now - (credential.removedAt ?? now) > limits.goneSpacing * 10
            work.rotation.update(credential.id) {
                $0.absence = nil
                $0.removedAt = isOld ? nil : $0.removedAt
                $0.wake = wake
            }
            return try commit(&work)
        }
        let reads = (credential.absence?.reads ?? 0) + 1
        work.rotation.update(credential.id) {
            $0.absence = .init(reads: reads, since: credential.absence?.since ?? now)
            $0.wake = wake
        }
        if reads >= Limits.goneReads { finish(credential, &work) }
        try commit(&work)
    }

    /// Another credential under the marker of one that nobody received.
    private func twin(
        of credential: Credential, on application: Application
    ) -> RemoteCredential? {
        guard credential.state == .discarding else { return nil }
        return application.credentials.first {
            $0.displayName == credential.label && $0.keyID != credential.keyID
        }
    }

    private func finish(_ credential: Credential, _ work: inout Work) {
        work.rotation.update(credential.id) {
            $0.state = .gone
            $0.wake = nil
        }
        let tokens = (credential.removedAt ?? clock.now()) + .minutes(90)
        if credential.state == .discarding {
            note(
                .cleaned, "removed \(credential.label), which nobody had received",
                keyID: credential.keyID, in: &work)
        } else {
            note(
                .gone, "removed; tokens it issued may live until \(tokens)",
                keyID: credential.keyID, in: &work)
            if work.rotation.leaving == nil, work.declaration.hooks.contains(.retired) {
                post(.retired, about: credential.id, previous: nil, &work)
            }
        }
    }

    /// Takes the end date for true only with the server: what a wrong clock calls expired is live.
    private func expireIfTrue(
        _ credential: Credential, _ work: inout Work
    ) throws(Failure) {
        do throws(Failure) {
            try checkClock(&work)
        } catch {
            let wake = Wake(clock.now() + limits.backoffCap, for: .overlap)
            work.rotation.update(credential.id) { $0.wake = wake }
            noteFailure(error, &work)
            return try commit(&work)
        }
        try expire(credential, &work)
    }

    private func expire(_ credential: Credential, _ work: inout Work) throws(Failure) {
        work.rotation.update(credential.id) {
            $0.state = .expired
            $0.wake = nil
        }
        if credential.wake?.reason == .veto {
            note(
                .alert, "left to its end date, because 'retire' said no to the end",
                keyID: credential.keyID,
                hint: "whoever still used it signs in no more: give them version "
                    + "\(work.rotation.version)", in: &work)
        }
        note(.expired, "left to its end date", keyID: credential.keyID, in: &work)
        try commit(&work)
    }
}
