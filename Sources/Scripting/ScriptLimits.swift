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
    package static let standard = ScriptLimits(memory: standardMemory)

    /// The standard memory; builds for development take it from `RUNTIME_SCRIPT_MEMORY`, in bytes.
    private static var standardMemory: Int {
        #if DEBUG
            if let text = getenv("RUNTIME_SCRIPT_MEMORY"), let bytes = Int(String(cString: text)) {
                return bytes
            }
        #endif
        return 8 << 20
    }
}
