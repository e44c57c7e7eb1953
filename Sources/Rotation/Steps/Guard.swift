/// Step 2: everything that must hold before anything is made.
extension Rotator {
    func guardRun(_ work: inout Work) throws(Failure) -> Outcome {
        if let wake = try turnWake(work) { return .wait(wake) }
        try checkClock(&work)
        let application = try read(&work)
        let issuer = work.issuer
        if work.rotation.run?.kind != .own {
            try refuse(
                GuardCheck.identity(issuer.identity, of: issuer.connection, on: application))
        }
        try checkOtherHome(on: application, work)
        try checkStanding(of: application, &work)
        if let wake = try slotWake(on: application, &work) { return .wait(wake) }
        try checkDisk()
        if let wake = unresolvedWake(work) { return .wait(wake) }
        if let veto = try askBeforeRotate(&work) { return .wait(veto) }
        work.updateRun { $0.step = .intend }
        return .next
    }

    /// What was adopted from another home is ours now.
    private func checkOtherHome(on application: Application, _ work: Work) throws(Failure) {
        let ours = Set(work.rotation.credentials.map(\.keyID))
        var rest = application
        rest.credentials.removeAll { ours.contains($0.keyID) }
        try refuse(GuardCheck.otherHome(on: rest, besides: store.home, at: clock.now()))
    }

    /// Reads the application, remembers it, and looks for intents without an answer.
    func read(_ work: inout Work) throws(Failure) -> Application {
        var application = try Failure.ofIssuer { () throws(IssuerError) in
            try work.issuer.application(work.rotation.application)
        }
        application.principalCredentials = work.rotation.seen?.principalCredentials ?? []
        try refuse(GuardCheck.reference(work.rotation.application, is: application))
        work.rotation.seen = application
        seek(in: application, &work)
        return application
    }

    /// Fails while the local clock and the server's differ too much to be trusted.
    ///
    /// When they begin to differ, an alert says so.
    func checkClock(_ work: inout Work) throws(Failure) {
        let (connection, issuer) = (work.rotation.connection, work.issuer)
        if let ahead = serverClocks.ahead(of: connection, at: clock.now(), limits.clockMemory) {
            return try refuse(GuardCheck.clock(ahead: ahead, limits))
        }
        let server = try Failure.ofIssuer { () throws(IssuerError) in
            try issuer.serverTime()
        }
        let ahead = server - clock.now()
        let before = serverClocks.note(ahead, of: connection, at: clock.now()) ?? .zero
        guard let failure = GuardCheck.clock(ahead: ahead, limits) else { return }
        if GuardCheck.clock(ahead: before, limits) == nil {
            note(.alert, failure.description, hint: failure.hint, in: &work)
        }
        throw failure
    }

    /// Ends the run where something stands in its way.
    func refuse(_ obstacle: Failure?) throws(Failure) {
        if let obstacle { throw obstacle }
    }

    /// Frees a slot on an application that may hold two secrets only.
    ///
    /// - Returns: When to look again, nil when there is a slot.
    private func slotWake(
        on application: Application, _ work: inout Work
    ) throws(Failure) -> Wake? {
        let now = clock.now()
        switch Slot(on: application, among: work.rotation.credentials, at: now, limits) {
        case .free: return nil
        case .leaving(let wake): return wake
        case .displaced(let id, let free):
            if let wake = try vacate(&work) { return wake }
            work.rotation.update(id) { $0.wake = Wake(free, for: .overlap) }
            return Wake(max(free, now + .seconds(1)), for: free > now ? .overlap : .gone)
        case .none(let failure):
            if let wake = try vacate(&work) { return wake }
            throw failure
        }
    }

    private func checkDisk() throws(Failure) {
        let free = try Failure.ofStore { () throws(StoreError) in try store.freeBytes() }
        try refuse(GuardCheck.disk(free: free))
    }

    private func askBeforeRotate(_ work: inout Work) throws(Failure) -> Wake? {
        guard !work.run.kind.revokes, work.declaration.hooks.contains(.beforeRotate),
            case .no(let reason) = try ask(.beforeRotate, &work)
        else { return nil }
        note(.vetoed, reason ?? "before_rotate says no", in: &work)
        return Wake(clock.now() + limits.vetoPause, for: .veto)
    }
}
