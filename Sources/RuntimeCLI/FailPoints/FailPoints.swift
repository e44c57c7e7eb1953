#if DEBUG
    import Foundation
    import Rotation
    import Synchronization

    /// The instants right before and right after every deed, at which this process may be made to
    /// die or to stand still.
    ///
    /// `RUNTIME_FAILPOINT` is `NAME:kill`, `NAME:stop`, `NAME@3:kill` for the third time,
    /// `any@37:kill` for the 37th instant whatever its name, several of these with commas,
    /// `trace` to name each instant on standard error, or `list` to print all names. Where it dies
    /// or stands still it says so there, too.
    final class FailPoints: Sendable {
        /// What happens at the instant.
        private enum Effect: String {
            case kill, stop

            var signal: Int32 { self == .kill ? SIGKILL : SIGSTOP }
        }

        /// At which instant.
        private struct Strike {
            /// Nil for any.
            let name: String?
            /// How often it is still passed before.
            var left: Int
            let effect: Effect
        }

        private let isTracing: Bool
        private let strikes: Mutex<[Strike]>

        private init(tracing: Bool = false, _ strikes: [Strike] = []) {
            isTracing = tracing
            self.strikes = Mutex(strikes)
        }

        /// Every name there is.
        static var names: [String] {
            Deed.allCases.flatMap { ["before-\($0.name)", "after-\($0.name)"] }
        }

        /// Those that the environment asks for; nil when it asks for none.
        ///
        /// Prints the names and ends the process when it asks for those.
        static func asked(
            _ text: String? = ProcessInfo.processInfo.environment["RUNTIME_FAILPOINT"]
        ) throws(Complaint) -> FailPoints? {
            guard let text, !text.isEmpty else { return nil }
            if text == "trace" { return FailPoints(tracing: true) }
            if text == "list" {
                names.forEach(Terminal.print)
                exit(0)
            }
            var strikes: [Strike] = []
            for item in text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let strike = strike(item) else {
                    throw Complaint(
                        "RUNTIME_FAILPOINT '\(item)' is no fail point",
                        hint: "write NAME:kill, NAME@2:stop or any@37:kill; "
                            + "'list' prints the names", exit: .usage)
                }
                strikes.append(strike)
            }
            return FailPoints(strikes)
        }

        private static func strike(_ text: Substring) -> Strike? {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let place = parts[0].split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, let effect = Effect(rawValue: String(parts[1])),
                place.count <= 2, let count = Int(place.count == 2 ? place[1] : "1"), count > 0
            else { return nil }
            let name = String(place[0])
            guard name == "any" || names.contains(name) else { return nil }
            return Strike(name: name == "any" ? nil : name, left: count, effect: effect)
        }

        /// Does a deed between its two instants.
        func around<Result, Problem: Error>(
            _ deed: Deed, _ body: () throws(Problem) -> Result
        ) throws(Problem) -> Result {
            reach("before-\(deed.name)")
            let result = try body()
            reach("after-\(deed.name)")
            return result
        }

        private func reach(_ name: String) {
            let signal = strikes.withLock { strikes in
                var signal: Int32?
                for index in strikes.indices where strikes[index].name ?? name == name {
                    strikes[index].left -= 1
                    if strikes[index].left == 0 { signal = strikes[index].effect.signal }
                }
                return signal
            }
            if isTracing || signal != nil { Terminal.say("failpoint \(name)") }
            // To this thread: one sent to the process is taken by any, and this one goes on a while.
            if let signal { raise(signal) }
        }
    }
#endif
