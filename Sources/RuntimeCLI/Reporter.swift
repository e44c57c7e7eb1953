import Rotation
import Synchronization

/// Tells what happens while rotations are driven, and remembers whether anything failed.
///
/// Any thread may use it.
final class Reporter: Sendable {
    private let failed = Atomic<Bool>(false)

    var hasFailed: Bool { failed.load(ordering: .relaxed) }

    /// Tells one event as a line on standard error.
    func observe(_ event: Event) {
        switch event.kind {
        case .failed, .stuck:
            failed.store(true, ordering: .relaxed)
            Terminal.report(Complaint("\(event.rotation): \(event.detail)", hint: event.hint))
        case .retrying, .alert, .disconnected, .unmanaged:
            let hint = event.hint.map { "\nruntime: hint: \($0)" } ?? ""
            Terminal.say("runtime: warning: \(event.rotation): \(event.detail)\(hint)")
        default:
            Terminal.say(line(event))
        }
    }

    private func line(_ event: Event) -> String {
        let key = event.keyID.map { "  key \($0)" } ?? ""
        let kind = Terminal.paint(event.kind.rawValue, style(event.kind))
        return "\(event.at)  \(event.rotation)  \(kind)  \(event.detail)\(key)"
    }

    private func style(_ kind: Event.Kind) -> Terminal.Style {
        switch kind {
        case .promoted, .delivered, .connected, .managed, .proven, .gone, .cleaned: .green
        case .refused, .unresolved, .found, .vetoed, .paused: .yellow
        case .failed, .stuck: .red
        default: .dim
        }
    }
}

/// A clock that draws a progress line while it waits.
struct ProgressClock: Clock {
    let inner: any Clock
    /// What is waited for, for people.
    let what: () -> String

    func now() -> Instant { inner.now() }

    func wait(until instant: Instant) -> Bool {
        guard Terminal.isLive else { return inner.wait(until: instant) }
        let rest = instant - inner.now()
        Terminal.progress("\(what()), next in \(rest.short)")
        defer { Terminal.endProgress() }
        return inner.wait(until: instant)
    }
}
