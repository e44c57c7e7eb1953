/// Credentials that somebody else made, and that an operator offers to the rotation.
extension Rotator {
    /// Takes an offered credential, or declines it and says why.
    ///
    /// With its value it becomes current, once it has signed in; without, it counts as displaced
    /// and is removed under the rules of the policy, after the next delivery.
    func adopt(_ offered: Credential, _ work: inout Work) throws(Failure) {
        do throws(Failure) {
            let application = try read(&work)
            let remote = try find(offered, on: application)
            let value = try value(of: offered)
            guard let value else { return try takeAsPrevious(offered, remote, &work) }
            try check(value, of: remote, work)
            if let wake = try proofWake(value, of: application, work) {
                work.rotation.update(offered.id) { $0.wake = wake }
                return try commit(&work)
            }
            try takeAsCurrent(offered, remote, application, &work)
        } catch {
            if case .retry = error.recovery { throw error }
            try decline(offered, error, &work)
        }
    }

    private func find(
        _ offered: Credential, on application: Application
    ) throws(Failure) -> RemoteCredential {
        let name = application.displayName
        guard let remote = application.credentials.first(where: { $0.keyID == offered.keyID })
        else {
            throw .guarded(
                message: "application \"\(name)\" has no client secret with key id "
                    + offered.keyID,
                hint: "'runtime apps --json --search \(application.objectID)' lists its client "
                    + "secrets",
                recovery: .inspect)
        }
        guard remote.isLive(at: clock.now()) else {
            throw .guarded(
                message: "client secret \(offered.keyID) of \"\(name)\" has expired",
                hint: "nothing signs in with it any more; there is nothing to look after",
                recovery: .inspect)
        }
        return remote
    }

    /// The value that was given along, if one was.
    private func value(of offered: Credential) throws(Failure) -> SecretValue? {
        do throws(StoreError) {
            return try store.value(of: offered.id)
        } catch .notFound {
            return nil
        } catch {
            throw .store(error)
        }
    }

    private func check(
        _ value: SecretValue, of remote: RemoteCredential, _ work: Work
    ) throws(Failure) {
        if let current = work.rotation.current {
            throw .guarded(
                message: "\(work.name) has a current secret already, key id \(current.keyID)",
                hint: "leave out --secret-stdin: the other one is then removed under the policy's "
                    + "rules after the next delivery", recovery: .inspect)
        }
        let begins = remote.hint.map { hint in
            value.withBytes { $0.starts(with: hint.utf8) }
        }
        guard begins ?? true else {
            throw .guarded(
                message: "the value given is not that of client secret \(remote.keyID): it begins "
                    + "otherwise than the directory says",
                hint: "give the value of this key id, or the key id of this value",
                recovery: .inspect)
        }
    }

    /// Signs in once; gives when to try again where the endpoint asks to be left alone.
    ///
    /// Where nobody can sign in, the directory's list and the first characters must do.
    private func proofWake(
        _ value: SecretValue, of application: Application, _ work: Work
    ) throws(Failure) -> Wake? {
        guard work.declaration.proof == .signIn else { return nil }
        let proof = try Failure.ofIssuer { () throws(IssuerError) in
            try work.issuer.prove(clientID: application.clientID, value: value)
        }
        switch proof {
        case .accepted: return nil
        case .pause(let pause, _): return Wake(clock.now() + pause, for: .proof)
        case .notYet(let why):
            throw .guarded(
                message: "the value given does not sign in: \(why)",
                hint: "check that it is whole; a secret made within the last minutes may need "
                    + "some more", recovery: .inspect)
        }
    }

    private func takeAsPrevious(
        _ offered: Credential, _ remote: RemoteCredential, _ work: inout Work
    ) throws(Failure) {
        let endsAt = remote.endsAt ?? offered.endsAt
        take(offered, remote, as: .previous, &work)
        let now = clock.now()
        let isDisplaced = work.rotation.current?.deliveredAt != nil
        work.rotation.update(offered.id) {
            $0.wake = Wake(endsAt, for: .overlap)
            // What consumers have been given already displaced it.
            $0.displacedAt = isDisplaced ? now : nil
        }
        note(
            .adopted, "it is removed after the next delivery, by the policy's rules",
            keyID: offered.keyID, in: &work)
        try commit(&work)
    }

    private func takeAsCurrent(
        _ offered: Credential, _ remote: RemoteCredential, _ application: Application,
        _ work: inout Work
    ) throws(Failure) {
        let now = clock.now()
        work.rotation.version += 1
        let version = work.rotation.version
        take(offered, remote, as: .current, &work)
        work.rotation.update(offered.id) {
            $0.version = version
            // Consumers have it, or nobody would want it adopted.
            $0.deliveredAt = now
        }
        work.rotation.anchor = .actual(now)
        work.rotation.decision = nil
        let unsigned = work.declaration.proof == .signIn ? "" : "; not proven by sign-in"
        note(.adopted, "version \(version) is current\(unsigned)", keyID: offered.keyID, in: &work)
        try commit(
            &work,
            publication: Publication(
                version: version, credential: offered.id, clientID: application.clientID, at: now))
    }

    private func take(
        _ offered: Credential, _ remote: RemoteCredential, as state: Credential.State,
        _ work: inout Work
    ) {
        let now = clock.now()
        work.rotation.update(offered.id) {
            $0.state = state
            $0.mintedAt = remote.startsAt ?? now
            $0.endsAt = remote.endsAt ?? offered.endsAt
            $0.attempts = 0
            $0.wake = nil
        }
    }

    private func decline(
        _ offered: Credential, _ error: Failure, _ work: inout Work
    ) throws(Failure) {
        work.rotation.update(offered.id) {
            $0.state = .declined
            $0.wake = nil
        }
        note(
            .failed, "not adopted: \(error.description)", keyID: offered.keyID, hint: error.hint,
            in: &work)
        try commit(&work)
    }
}
