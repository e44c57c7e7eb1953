#if DEBUG
    import Foundation
    import Rotation
    import Synchronization

    /// The instants right before and right after every deed, at which this process may be made to
    /// die or to stand still.
    ///
    /// `RUNTIME_FAILPOINT` is `NAME:kill`, `NAME:stop`, `NAME@3:kill` for the third time, `any@37:kill`
    /// for the 37th instant whatever its name, `trace` to name each instant on standard error, or
    /// `list` to print all names.
    final class FailPoints: Sendable {
        /// What happens at the instant.
        enum Effect: String {
            case kill, stop
        }

        private enum Plan {
            case trace
            case strike(String, count: Int, Effect)
        }

        private let plan: Plan
        private let reached = Mutex(0)

        private init(_ plan: Plan) {
            self.plan = plan
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
            if text == "trace" { return FailPoints(.trace) }
            if text == "list" {
                names.forEach(Terminal.print)
                exit(0)
            }
            guard let plan = plan(text) else {
                throw Complaint(
                    "RUNTIME_FAILPOINT '\(text)' is no fail point",
                    hint: "write NAME:kill, NAME@2:stop or any@37:kill; 'list' prints the names",
                    exit: .usage)
            }
            return FailPoints(plan)
        }

        private static func plan(_ text: String) -> Plan? {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let place = parts[0].split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, let effect = Effect(rawValue: String(parts[1])),
                place.count <= 2, let count = Int(place.count == 2 ? place[1] : "1"), count > 0
            else { return nil }
            let name = String(place[0])
            guard name == "any" || names.contains(name) else { return nil }
            return .strike(name, count: count, effect)
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
            switch plan {
            case .trace: Terminal.say("failpoint \(name)")
            case .strike(let wanted, let count, let effect):
                guard wanted == "any" || wanted == name else { return }
                let isIt = reached.withLock { number in
                    number += 1
                    return number == count
                }
                if isIt { kill(getpid(), effect == .kill ? SIGKILL : SIGSTOP) }
            }
        }
    }
#endif
