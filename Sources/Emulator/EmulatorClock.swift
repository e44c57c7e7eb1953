import Glibc
import Rotation
import Synchronization

/// The emulator's time, and the clients that wait for it.
final class EmulatorClock: Sendable {
    private let state: Mutex<State>
    private let isAlive: @Sendable (Int32) -> Bool

    /// A wait that ended before its moment came.
    struct Abandoned: Error {}

    typealias Continuation = CheckedContinuation<Instant?, Never>

    private struct State: Sendable {
        /// How far the emulator's time is ahead of the system's, where it follows that.
        let skew: Duration
        /// Nil where the emulator's time is the system's.
        var time: VirtualTime?
        var nextWait = 0
        var continuations: [Int: Continuation] = [:]
        var isWatching = false
    }

    /// Makes a clock that asks `isAlive` whether the process of a client exists.
    init(
        _ mode: EmulatorConfiguration.ClockMode,
        isAlive: @escaping @Sendable (Int32) -> Bool = EmulatorClock.processExists
    ) {
        switch mode {
        case .real(let skew): state = Mutex(State(skew: skew))
        case .virtual(let start):
            state = Mutex(State(skew: .zero, time: VirtualTime(start: start)))
        }
        self.isAlive = isAlive
    }

    /// Whether a process exists; one we may not signal does.
    static func processExists(_ id: Int32) -> Bool {
        kill(id, 0) == 0 || errno != ESRCH
    }

    /// The present moment.
    var now: Instant {
        state.withLock { state in
            if let time = state.time { return time.now }
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Instant(Int64(time.tv_sec)) + state.skew
        }
    }

    var isVirtual: Bool {
        state.withLock { $0.time != nil }
    }

    /// Counts a client among those that must wait before virtual time moves.
    func know(_ client: Int32) {
        change { time in
            time.know(client)
            return .init()
        }
    }

    /// Forgets a client; its waits end.
    func leave(_ client: Int32) {
        change { $0.forget { $0 == client } }
    }

    /// Forgets the clients whose process is gone.
    func forgetTheDead() {
        change { $0.forget { !isAlive($0) } }
    }

    /// Moves virtual time by hand.
    ///
    /// - Returns: False when the time is the system's.
    func move(_ instant: (Instant) -> Instant) -> Bool {
        change { $0.set(instant($0.now)) }
    }

    /// Returns when the moment has come, with the time it then is.
    ///
    /// - Throws: ``Abandoned`` when the client was forgotten or its task cancelled.
    func wait(_ client: Int32, until: Instant) async throws -> Instant {
        guard isVirtual else { return try await sleep(until: until) }
        let id = state.withLock { state in
            state.nextWait += 1
            return state.nextWait
        }
        let wait = VirtualTime.Wait(id: id, client: client, until: until)
        let reached = await withTaskCancellationHandler {
            await withCheckedContinuation { begin(wait, $0) }
        } onCancel: {
            cancel(id)
        }
        guard let reached else { throw Abandoned() }
        return reached
    }

    private func begin(_ wait: VirtualTime.Wait, _ continuation: Continuation) {
        change(adding: (wait.id, continuation)) { $0.add(wait) }
        // A cancellation that came before the wait existed found nothing to cancel.
        if Task.isCancelled { cancel(wait.id) }
        watch()
    }

    private func cancel(_ id: Int) {
        change { time in
            time.cancel(id)
            return .init(abandoned: [id])
        }
    }

    private func sleep(until: Instant) async throws -> Instant {
        while until > now {
            try await Task.sleep(for: .milliseconds(until - now > .seconds(2) ? 1_000 : 50))
        }
        return now
    }

    /// Changes virtual time and resumes the waits that this ends.
    ///
    /// - Returns: False when there is no virtual time.
    @discardableResult
    private func change(
        adding entry: (id: Int, continuation: Continuation)? = nil,
        _ body: (inout VirtualTime) -> VirtualTime.Ended
    ) -> Bool {
        state.withLock { state in
            guard var time = state.time else { return false }
            if let entry { state.continuations[entry.id] = entry.continuation }
            let ended = body(&time)
            for id in ended.over {
                state.continuations.removeValue(forKey: id)?.resume(returning: time.now)
            }
            for id in ended.abandoned {
                state.continuations.removeValue(forKey: id)?.resume(returning: nil)
            }
            state.time = time
            return true
        }
    }
}

extension EmulatorClock {
    /// Looks for dead clients every 100 ms for as long as somebody waits.
    private func watch() {
        let begins = state.withLock { state in
            defer { state.isWatching = true }
            return !state.isWatching
        }
        guard begins else { return }
        Task.detached(priority: .high) { [weak self] in
            repeat {
                try? await Task.sleep(for: .milliseconds(100))
                self?.forgetTheDead()
            } while self?.goesOnWatching() ?? false
        }
    }

    private func goesOnWatching() -> Bool {
        state.withLock { state in
            state.isWatching = state.time?.isAwaited ?? false
            return state.isWatching
        }
    }
}
