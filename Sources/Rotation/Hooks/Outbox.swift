/// Hook events: put into the outbox with the step they belong to, run until done.
extension Rotator {
    /// Puts an event into the outbox; it is committed with the step.
    func post(
        _ hook: Hook, about credential: String?, previous: String?, error: String? = nil,
        _ work: inout Work
    ) {
        let now = clock.now()
        work.rotation.deliveries.append(
            Delivery(
                id: Identifier.ulid(at: now, random: random), hook: hook,
                policy: work.rotation.run?.policy ?? work.rotation.policy, at: now,
                credential: credential, previous: previous, error: error,
                wake: Wake(now, for: .now)))
    }

    /// Runs every event of the outbox whose time has come.
    func careForDeliveries(_ work: inout Work) throws(Failure) {
        for delivery in work.rotation.deliveries {
            guard let wake = delivery.wake, wake.at <= clock.now() else { continue }
            try attempt(delivery, &work)
        }
    }

    private func attempt(_ delivery: Delivery, _ work: inout Work) throws(Failure) {
        do throws(Failure) {
            let policy = try self.policy(of: delivery)
            let names = policy.declaration.bound(to: work.rotation).secrets
            let event = HookEvent(delivery, in: work.rotation, named: names)
            let results = try run(
                event, of: policy, attempt: delivery.attempt, in: work)
            if case .no(let reason) = Answer(results, of: delivery.hook) {
                throw Failure.guarded(
                    message: "hook '\(delivery.hook.rawValue)' failed: "
                        + (reason ?? "no reason given"),
                    hint: nil, recovery: .retry(after: nil))
            }
            settle(delivery, &work)
            note(.hook, "'\(delivery.hook.rawValue)' done", in: &work)
        } catch {
            if case .store = error { throw error }
            noteFailure(error, &work)
            setBack(delivery, error, &work)
        }
        try commit(&work)
    }

    private func policy(of delivery: Delivery) throws(Failure) -> any Policy {
        try Failure.ofPolicy { () throws(PolicyError) in try policies(delivery.policy) }
    }

    private func settle(_ delivery: Delivery, _ work: inout Work) {
        for index in work.rotation.deliveries.indices
        where work.rotation.deliveries[index].id == delivery.id {
            work.rotation.deliveries[index].state = .done
            work.rotation.deliveries[index].wake = nil
        }
    }

    private func setBack(_ delivery: Delivery, _ error: Failure, _ work: inout Work) {
        let pause = retryPause(after: error, attempt: delivery.attempt, of: work)
        let reason: Wake.Reason
        if case .retry = error.recovery { reason = .retry } else { reason = .mending }
        for index in work.rotation.deliveries.indices
        where work.rotation.deliveries[index].id == delivery.id {
            work.rotation.deliveries[index].attempt += 1
            work.rotation.deliveries[index].wake = Wake(clock.now() + pause, for: reason)
        }
    }
}
