import Glibc

/// Reads the system's clocks, in nanoseconds.
enum Stopwatch {
    /// Elapsed time from an unknown beginning.
    static var wall: Double { read(CLOCK_MONOTONIC) }

    /// Processor time of the calling thread; other work on the machine does not count.
    static var thread: Double { read(CLOCK_THREAD_CPUTIME_ID) }

    /// Processor time, user's and system's, of the whole process.
    static var process: Double { read(CLOCK_PROCESS_CPUTIME_ID) }

    /// What `body` takes of the clock that `now` reads.
    static func time(
        _ now: @autoclosure () -> Double, _ body: () throws -> Void
    ) rethrows -> Double {
        let begin = now()
        try body()
        return now() - begin
    }

    private static func read(_ clock: clockid_t) -> Double {
        // Which module owns the members of `timespec` depends on what is imported beside Glibc.
        var time = (seconds: 0, nanoseconds: 0)
        withUnsafeMutablePointer(to: &time) { time in
            _ = time.withMemoryRebound(to: timespec.self, capacity: 1) { clock_gettime(clock, $0) }
        }
        return Double(time.seconds) * 1e9 + Double(time.nanoseconds)
    }
}
