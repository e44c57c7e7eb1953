import Foundation
import Synchronization

/// Work on a thread of its own, whose result is awaited later.
final class Background<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () throws -> Value) {
        let thread = Thread {
            let result = Result { try body() }
            self.result.withLock { $0 = result }
            self.done.signal()
        }
        thread.start()
    }

    struct Late: Error {}

    /// The result; throws ``Late`` when there is none after ten seconds.
    func value() throws -> Value {
        guard done.wait(timeout: .now() + 10) == .success else { throw Late() }
        done.signal()
        guard let result = result.withLock({ $0 }) else { throw Late() }
        return try result.get()
    }

    /// Whether the work is over.
    var isOver: Bool {
        result.withLock { $0 != nil }
    }
}
