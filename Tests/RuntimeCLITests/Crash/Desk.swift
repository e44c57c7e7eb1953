import Rotation
import Synchronization
import TestSupport

/// Who the hooks of a life talk to: it can say no, and remembers what it was told.
final class Desk: Sendable {
    private let server: LoopbackServer
    private let refusals: Refusals

    private final class Refusals: Sendable {
        let left = Mutex<[String: Int]>([:])

        func take(_ what: String) -> Bool {
            left.withLock { left in
                guard let count = left[what], count > 0 else { return false }
                left[what] = count - 1
                return true
            }
        }
    }

    init() throws {
        let refusals = Refusals()
        self.refusals = refusals
        server = try LoopbackServer { request in
            let isNo = refusals.take(String(request.target.dropFirst()))
            return .json("{}", status: isNo ? 409 : 200)
        }
    }

    var url: String { server.url + "/" }

    /// Says no to the next `count` askings of this hook.
    func refuse(_ hook: String, count: Int) {
        refusals.left.withLock { $0[hook] = count }
    }

    /// The idempotency keys under which each version was told to be the new one.
    var deliveries: [Int64: Set<String>] {
        server.requests.filter { $0.target == "/rotated" }.reduce(into: [:]) { told, request in
            let version = ValueText.decode(request.text)?["version"]?.integer ?? 0
            told[version, default: []].insert(request["idempotency-key"] ?? "")
        }
    }
}
