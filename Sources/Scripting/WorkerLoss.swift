internal import CLuaHost
internal import Glibc

/// Why a worker process is no more.
enum WorkerLoss: Error, Equatable {
    /// It did not answer in time, or took too much processor time.
    case late
    /// A frame did not fit its memory.
    case full
    /// It could not give up its rights, and so ran nothing.
    case free
    case signal(Int32)
    case exit(Int32)
    /// It said what no worker says.
    case nonsense

    /// What `waitpid` says.
    init(waitStatus status: Int32) {
        let signal = status & 0x7f
        let code = status >> 8 & 0xff
        switch (signal, Int(code)) {
        case (SIGXCPU, _): self = .late
        case (0, HOST_WORKER_MEMORY): self = .full
        case (0, HOST_WORKER_FREE): self = .free
        case (0, _): self = .exit(code)
        default: self = .signal(signal)
        }
    }

    /// What happened, as an error text ends.
    func text(_ limits: ScriptLimits) -> String {
        switch self {
        case .late: "ran longer than \(Int(limits.time / .milliseconds(1))) ms"
        case .full: "needs more than \(limits.memory / 1_024) KiB of memory"
        case .free: "the script's process could not give up its rights"
        case .signal(let number): "the script's process died of \(Self.name(of: number))"
        case .exit(let status): "the script's process ended with status \(status)"
        case .nonsense: "the script's process gave an answer that makes no sense"
        }
    }

    /// The status that stands for it.
    var status: host_status {
        switch self {
        case .late: HOST_TIME
        case .full: HOST_MEMORY
        case .free, .signal, .exit, .nonsense: HOST_RAISED
        }
    }

    private static func name(of signal: Int32) -> String {
        let names: [Int32: String] = [
            SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGILL: "SIGILL",
            SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV", SIGSYS: "SIGSYS", SIGTRAP: "SIGTRAP",
        ]
        return names[signal] ?? "signal \(signal)"
    }
}
