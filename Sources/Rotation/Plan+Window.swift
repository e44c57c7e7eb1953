extension Plan {
    /// Moves the promotion into a window of `schedule`, and the start to a stage ahead of it.
    ///
    /// A window that has closed by `now` was missed; `margin` is when the current secret is
    /// replaced whatever happens.
    func inWindow(
        of schedule: Schedule, stage: Duration, now: Instant, margin: Instant?
    ) -> Plan {
        guard let own = schedule.opening(for: promoteAt) else { return self }
        guard own.closes <= now else { return moved(into: own, from: promoteAt, stage: stage) }
        guard let next = schedule.openingAfterMissing(at: now, margin: margin) else {
            var plan = self
            plan.reason += ", late: its window closed at \(own.closes)"
            return plan
        }
        var plan = moved(into: next, from: now, stage: stage)
        plan.reason += ", moved: its window closed at \(own.closes)"
        return plan
    }

    private func moved(
        into opening: Window.Opening, from instant: Instant, stage: Duration
    ) -> Plan {
        var plan = self
        plan.promoteAt = max(instant, opening.opens)
        plan.startAt = plan.promoteAt - stage
        plan.closesAt = opening.closes
        return plan
    }
}

extension Rotator {
    /// Decides anew when to promote, for a run whose window has closed.
    func reopen(_ work: inout Work) {
        guard let closesAt = work.run.closesAt, closesAt <= clock.now() else { return }
        let now = clock.now()
        let margin = work.rotation.current?.margin
        let next = work.declaration.schedule.openingAfterMissing(at: now, margin: margin)
        // The safety margin wins over any window.
        let opens = next.map { min($0.opens, margin ?? $0.opens) } ?? now
        work.updateRun {
            $0.promoteAt = max(opens, now)
            $0.closesAt = next?.closes
        }
        note(
            .decided,
            "its window closed at \(closesAt): promoted "
                + (next == nil ? "at once" : "at \(work.run.promoteAt)"),
            in: &work)
    }
}
