import Rotation
import SecretStore

/// Drives rotations with messages for people.
struct Drive {
    private let parts: Composition
    private let reporter: Reporter

    init(_ parts: Composition, reporter: Reporter) {
        self.parts = parts
        self.reporter = reporter
    }

    /// Works until the process is asked to stop, and looks around whenever it has waited.
    func untilStopped(lookAround: () -> Void) {
        let crew = crew
        defer { crew?.dismiss() }
        driver(crew).run(lookAround: lookAround) { Terminal.report(Complaint($0)) }
    }

    /// Works until nothing is left to wait for.
    ///
    /// - Parameters:
    ///   - maxWait: The longest wait.
    ///   - name: The one rotation to care for; all of them when nil.
    /// - Throws: ``Complaint`` with status 75 when the time is up or the process was stopped.
    func toRest(maxWait: Duration, only name: String? = nil) throws(Complaint) {
        let crew = name == nil ? crew : nil
        defer { crew?.dismiss() }
        let rest = try Complaint.ofStore { () throws(StoreError) in
            try driver(crew).runOnce(maxWait: maxWait, only: name)
        }
        guard case .timedOut(let next) = rest else { return try refuseStop(rest) }
        throw Complaint(
            "not at rest within \(maxWait.short): \(waiting), next try at \(next)",
            hint: "run the command again; it goes on where it stopped", exit: .tryAgain)
    }

    /// Has a connection that is given up tried again at once, for an operator who mended it.
    func probeSoon(_ connection: String) throws(Complaint) {
        let now = parts.clock.now()
        try Complaint.ofStore { () throws(StoreError) in
            let breakers = try parts.store.breakers()
            guard breakers.contains(where: { $0.connection == connection && $0.isOpen }) else {
                return
            }
            _ = try parts.store.updateBreaker(of: connection, at: now) { breaker in
                var breaker = breaker
                if breaker?.isOpen == true { breaker?.probeAt = now }
                return BreakerChange(breaker)
            }
        }
    }

    /// Works on one rotation until it is where it shall be, at rest, or the time is up.
    ///
    /// - Throws: ``Complaint`` with status 75 when the process was stopped.
    func until(
        maxWait: Duration, _ name: String, _ isDone: (Rotation) -> Bool
    ) throws(Complaint) {
        try refuseStop(
            Complaint.ofStore { () throws(StoreError) in
                try driver(nil).runOnce(maxWait: maxWait, only: name, until: isDone)
            })
    }

    /// The same, but to the end of the time: whatever it waits for may be mended meanwhile.
    func insist(
        for wait: Duration, on name: String, _ isDone: (Rotation) -> Bool
    ) throws(Complaint) {
        let deadline = parts.clock.now() + wait
        let clock = ProgressClock(inner: parts.clock) { waiting }
        while true {
            let now = parts.clock.now()
            try until(maxWait: max(deadline - now, .zero), name, isDone)
            let rotation = try Complaint.ofStore { () throws(StoreError) in
                try parts.store.rotation(name)
            }
            guard !isDone(rotation), now < deadline else { return }
            let next = max(rotation.wake?.at ?? deadline, now + .seconds(1))
            let look = min(next, deadline, now + .seconds(30))
            if !clock.wait(until: look) { try refuseStop(.stopped) }
        }
    }

    private func refuseStop(_ rest: Driver.Rest) throws(Complaint) {
        guard rest == .stopped else { return }
        throw Complaint(
            "stopped", hint: "run the command again; it goes on where it stopped",
            exit: .tryAgain)
    }

    private func driver(_ crew: WorkerThreads?) -> Driver {
        let clock = ProgressClock(inner: parts.clock) { waiting }
        return Driver(
            parts.rotator(observe: reporter.observe), crew: crew, store: parts.store, clock: clock,
            isStopped: { StopSignals.isRaised })
    }

    /// Threads that are started as they are needed; nil where one worker is enough.
    private var crew: WorkerThreads? {
        let count = parts.configuration.workers
        guard count > 1 else { return nil }
        return WorkerThreads(count) { [parts, reporter] () throws(StoreError) in
            try parts.beside().rotator(observe: reporter.observe)
        }
    }

    /// What the next wake is for, for people.
    private var waiting: String {
        guard let rotation = try? parts.secrets.soonest(), let wake = rotation.wake else {
            return "nothing to do"
        }
        let error = wake.reason == .retry ? rotation.lastError.map { ": \($0)" } ?? "" : ""
        return "\(rotation.name) waits for \(wake.reason.words)\(error)"
    }
}

extension Rotation {
    /// What can happen to it next, for people; `time` gives the words before what is waited for.
    func comingUpWords(_ now: Instant, time: (Instant) -> String) -> String {
        guard let wake = comingUp(at: now) else { return "nothing, until an operator asks" }
        switch wake.reason {
        case .now where wake.at <= now: return "now: \(wake.reason.words)"
        case .pause: return "nothing, until it is resumed"
        default: return "\(time(wake.at)) \(wake.reason.words)"
        }
    }
}

extension Wake.Reason {
    /// The reason as people say it.
    var words: String {
        switch self {
        case .now: "its turn"
        case .schedule: "the next decision"
        case .spread: "its turn among many"
        case .stage: "its nominal time"
        case .overlap: "the end of the overlap"
        case .veto: "a yes of its policy"
        case .proof: "the next sign-in with the new secret"
        case .settle: "the new secret to spread"
        case .gap: "the gap between two writes"
        case .retry: "the next try"
        case .mending: "somebody to mend it"
        case .absence: "reads that look for an unanswered request"
        case .gone: "reads that confirm a removal"
        case .afterlook: "a late look for an old request"
        case .pause: "the end of its pause"
        case .connection: "its connection, which cannot be reached"
        case .access: "somebody to mend its connection"
        case .brake: "its fleet"
        case .turn: "its turn on the connection"
        case .alert: "an alert before its secret ends"
        }
    }
}
