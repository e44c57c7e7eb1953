internal import Glibc

/// What one Lua state and one call into it may use, and where it is.
package struct ScriptLimits: Equatable, Sendable {
    /// Bytes of the state's heap.
    package var memory: Int
    /// Virtual machine instructions of a load or of one pure function.
    package var fuel: Int
    /// Virtual machine instructions of one hook; a host call counts as 1,000.
    package var hookFuel: Int
    /// Backstop for one load or call; time spent in host calls is not counted.
    package var time: Duration
    /// When whatever runs is to end; each load and call gets no more than what is left until then.
    package var end: ContinuousClock.Instant?
    /// Whose processes run the scripts; nil: this process does.
    package var worker: ScriptWorker?

    package init(
        memory: Int = 8 << 20, fuel: Int = 1_000_000, hookFuel: Int = 10_000_000,
        time: Duration = .seconds(2), worker: ScriptWorker? = nil
    ) {
        self.memory = memory
        self.fuel = fuel
        self.hookFuel = hookFuel
        self.time = time
        self.worker = worker
    }

    /// 8 MiB, a million instructions for a decision and ten million for a hook, two seconds.
    ///
    /// Builds for development take the memory from `RUNTIME_SCRIPT_MEMORY`, in bytes, and the time
    /// from `RUNTIME_SCRIPT_TIME`, in milliseconds.
    package static let standard: ScriptLimits = {
        var limits = ScriptLimits()
        #if DEBUG
            limits.memory = variable("RUNTIME_SCRIPT_MEMORY") ?? limits.memory
            limits.time = variable("RUNTIME_SCRIPT_TIME").map { .milliseconds($0) } ?? limits.time
        #endif
        return limits
    }()

    #if DEBUG
        private static func variable(_ name: String) -> Int? {
            getenv(name).flatMap { Int(String(cString: $0)) }
        }
    #endif
}
