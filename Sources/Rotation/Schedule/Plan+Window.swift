extension Plan {
    /// A run that somebody asked for begins at once; what a host call asked for keeps to the
    /// declared windows, as scheduled runs do.
    static func asked(
        _ kind: Run.Kind, in outlook: Outlook, under declaration: Declaration
    ) -> Plan {
        let now = outlook.now
        let plan = Plan(startAt: now, promoteAt: now, reason: "asked for")
        guard kind == .called, !declaration.schedule.windows.isEmpty else { return plan }
        var kept = plan.inWindow(of: declaration, at: now, margin: outlook.margin)
        kept.startAt = now
        if let margin = outlook.margin, kept.promoteAt > margin {
            kept.promoteAt = max(now, margin)
        }
        return kept
    }

    /// Moves the promotion into a window of `declaration`, and the start to a stage ahead of it.
    ///
    /// A window that has closed by `now` was missed; `margin` is when the current secret is
    /// replaced whatever happens.
    func inWindow(of declaration: Declaration, at now: Instant, margin: Instant?) -> Plan {
        let schedule = declaration.schedule
        guard let own = schedule.opening(for: promoteAt) else { return self }
        guard own.closes <= now else {
            let clamp = Clamp(.window, "promotion waits until \(own.opens)")
            return moved(into: own, from: promoteAt, declaration.stage, naming: clamp)
        }
        guard let next = schedule.openingAfterMissing(at: now, margin: margin) else {
            var plan = self
            plan.clamps.append(Clamp(.missed, "its window closed at \(own.closes): at once"))
            return plan
        }
        let opens = max(next.opens, now)
        let text = "its window closed at \(own.closes): promotion waits until \(opens)"
        return moved(into: next, from: now, declaration.stage, naming: Clamp(.missed, text))
    }

    /// The rule is named where it puts something off.
    private func moved(
        into opening: Window.Opening, from instant: Instant, _ stage: Duration, naming clamp: Clamp
    ) -> Plan {
        var plan = self
        plan.promoteAt = max(instant, opening.opens)
        plan.startAt = plan.promoteAt - stage
        plan.closesAt = opening.closes
        if plan.promoteAt > promoteAt { plan.clamps.append(clamp) }
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
