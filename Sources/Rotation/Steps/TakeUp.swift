/// A run that somebody asked for.
extension Rotator {
    /// Takes the request off the record.
    ///
    /// - Returns: False when it is none to begin: what a host call asks for keeps to the rules of
    ///   scheduled runs, which may have changed since.
    func takeUp(_ kind: Run.Kind, _ work: inout Work) -> Bool {
        work.taken = kind
        guard kind == .called, let why = hindrance(work) else { return true }
        note(.decided, "no run for a host call: \(why)", in: &work)
        return false
    }

    private func hindrance(_ work: Work) -> String? {
        if !work.declaration.auto { return "its policy says auto = false" }
        return work.rotation.hindrance(at: clock.now(), limits)?.why
    }
}

extension Rotation {
    /// Why no run of the scheduled class may begin now; nil when one may.
    func hindrance(at now: Instant, _ limits: Limits) -> (code: String, why: String)? {
        if leaving != nil { return ("leaving", "it is being deleted") }
        if isPaused { return ("paused", "it is paused") }
        if isStuck { return ("stuck", "it is stuck") }
        guard let last = lastStart(at: now, limits), last + limits.minimumInterval > now else {
            return nil
        }
        return ("too_soon", "its last run began at \(last)")
    }
}
