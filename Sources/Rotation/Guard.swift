/// Step 2: everything that must hold before anything is made.
extension Rotator {
    func guardRun(_ work: inout Work) throws(Failure) -> Outcome {
        try checkClock(work)
        let application = try read(&work)
        try checkIdentity(of: application, work)
        try checkForeignMarkers(on: application, work)
        try checkStanding(of: application, &work)
        if let wake = try slotWake(on: application, &work) { return .wait(wake) }
        try checkDisk()
        if let wake = unresolvedWake(work) { return .wait(wake) }
        if let veto = try askBeforeRotate(&work) { return .wait(veto) }
        work.updateRun { $0.step = .intend }
        return .next
    }

    /// Reads the application, remembers it, and looks for intents without an answer.
    func read(_ work: inout Work) throws(Failure) -> Application {
        var application = try Failure.ofIssuer { () throws(IssuerError) in
            try work.issuer.application(work.rotation.application)
        }
        application.principalCredentials = work.rotation.seen?.principalCredentials ?? []
        if let stated = work.rotation.application.objectID, stated != application.objectID {
            throw Failure.guarded(
                message: "\(work.rotation.application) is object \(application.objectID), "
                    + "not \(stated) as the policy says",
                hint: "state one of the two ids only, or correct them", recovery: .fixPolicy)
        }
        work.rotation.seen = application
        seek(in: application, &work)
        return application
    }

    /// Fails while the local clock and the server's differ too much to be trusted.
    func checkClock(_ work: Work) throws(Failure) {
        let server = try Failure.ofIssuer { () throws(IssuerError) in
            try work.issuer.serverTime()
        }
        let offset = server - clock.now()
        guard abs(offset.wholeSeconds) > limits.clockTolerance.wholeSeconds else { return }
        throw Failure.guarded(
            message: "the local clock is off by \(offset.short) against the server's",
            hint: "synchronise this machine's clock; nothing is made or removed until then",
            recovery: .retry(after: nil))
    }

    private func checkIdentity(of application: Application, _ work: Work) throws(Failure) {
        guard application.clientID == work.issuer.identity.lowercased() else { return }
        throw Failure.guarded(
            message: "application \(application.clientID) is the identity that connection "
                + "\"\(work.issuer.connection)\" signs in with",
            hint: "rotate it from another connection", recovery: .fixAccess)
    }

    private func checkForeignMarkers(
        on application: Application, _ work: Work
    ) throws(Failure) {
        let home = String(store.home.prefix(8))
        for credential in application.credentials {
            guard let marker = credential.displayName.flatMap(Marker.init), marker.home != home,
                credential.endsAt.map({ $0 > clock.now() }) ?? true
            else { continue }
            throw Failure.guarded(
                message: "another home (\(marker.home)) manages application "
                    + "\"\(application.displayName)\": credential \(credential.keyID) is its",
                hint: "let one home rotate an application; remove the other's credential first",
                recovery: .fixAccess)
        }
    }

    /// Frees a slot on an application that may hold two secrets only.
    ///
    /// - Returns: When to look again, nil when there is a slot.
    private func slotWake(
        on application: Application, _ work: inout Work
    ) throws(Failure) -> Wake? {
        guard let cap = application.secretCap, application.credentials.count >= cap else {
            return nil
        }
        let now = clock.now()
        let ours = work.rotation.credentials
        if let leaving = ours.first(where: { $0.state == .retiring || $0.state == .discarding }) {
            return Wake(max(leaving.wake?.at ?? now, now + .seconds(1)), for: .gone)
        }
        if let spare = ours.first(where: { $0.state == .previous }), let since = spare.displacedAt {
            let free = since + limits.minimumGrace
            work.rotation.update(spare.id) { $0.wake = Wake(max(free, now), for: .overlap) }
            return Wake(max(free, now + .seconds(1)), for: free > now ? .overlap : .gone)
        }
        let foreign = application.credentials.first { remote in
            !ours.contains { $0.keyID == remote.keyID }
        }
        let culprit = foreign.map { "; \($0.keyID) is not ours" } ?? ""
        throw Failure.guarded(
            message: "application \"\(application.displayName)\" accepts personal accounts and "
                + "holds its most of \(cap) client secrets\(culprit)",
            hint: "remove a secret that is not needed any more", recovery: .fixAccess)
    }

    private func checkDisk() throws(Failure) {
        let free = try Failure.ofStore { () throws(StoreError) in try store.freeBytes() }
        guard free < Limits.minimumFreeBytes else { return }
        throw Failure.guarded(
            message: "only \(free >> 20) MiB are free where the home is",
            hint: "make room; nothing is made below 16 MiB", recovery: .retry(after: nil))
    }

    private func askBeforeRotate(_ work: inout Work) throws(Failure) -> Wake? {
        guard work.declaration.hooks.contains(.beforeRotate),
            case .no(let reason) = try ask(.beforeRotate, &work)
        else { return nil }
        note(.vetoed, reason ?? "before_rotate says no", in: &work)
        return Wake(clock.now() + limits.vetoPause, for: .veto)
    }
}
