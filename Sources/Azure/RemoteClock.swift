#if DEBUG
    internal import FoundationEssentials
    internal import Glibc
    internal import Synchronization
    package import HTTP
    package import Rotation

    /// The clock of a running emulator, whose time stands still except while all its clients wait.
    ///
    /// Any thread may use it when its waits have a client of their own.
    package final class RemoteClock: Clock {
        private let url: String
        private let client: String
        private let http: HTTPClient
        private let waiting: HTTPClient
        private let isDisturbed: () -> Bool
        private let known = Mutex<(instant: Instant, read: ContinuousClock.Instant)?>(nil)
        /// Held while the client is in use: one request at a time.
        private let asking = Mutex(())
        private let waitingTurn = Mutex(())

        /// Makes the clock at `url`, such as `http://127.0.0.1:8181/_emulator/clock`.
        ///
        /// - Parameters:
        ///   - url: Answers GET with the time and POST when the time asked for has come.
        ///   - client: Tells this waiter from the others; by default the process id.
        ///   - http: A client of its own; its `isCancelled` ends everything.
        ///   - waiting: A client for waits; the same when nil.
        ///   - isDisturbed: Whether a wait that `waiting` gave up is to end early.
        package init(
            url: String, client: String? = nil, http: HTTPClient, waiting: HTTPClient? = nil,
            isDisturbed: @escaping () -> Bool = { false }
        ) {
            self.url = url
            self.client = client ?? "\(getpid())"
            self.http = http
            self.waiting = waiting ?? http
            self.isDisturbed = isDisturbed
        }

        /// The emulator's time, not older than 200 ms; the last known one when it does not answer.
        package func now() -> Instant {
            asking.withLock { _ in
                if let fresh = last, fresh.read.duration(to: .now) < .milliseconds(200) {
                    return fresh.instant
                }
                let query = "?client=" + FormEncoding.escape(client)
                _ = ask(HTTPRequest("GET", url + query, repeatable: true), http)
                return last?.instant ?? Instant(Int64(time(nil)))
            }
        }

        /// Waits as this process: while one of its threads waits, time may move for all of them.
        package func wait(until instant: Instant) -> Bool {
            let wish = #"{"client":"\#(client)","until":\#(instant.seconds)}"#
            let type = HTTPField("Content-Type", "application/json")
            var request = HTTPRequest(
                "POST", url, headers: [type], body: Array(wish.utf8), repeatable: true)
            request.timeout = .days(1)
            return waitingTurn.withLock { _ in
                while true {
                    guard ask(request, waiting), let last else { return isDisturbed() }
                    if last.instant >= instant { return true }
                }
            }
        }

        private var last: (instant: Instant, read: ContinuousClock.Instant)? {
            known.withLock { $0 }
        }

        private func ask(_ request: HTTPRequest, _ http: HTTPClient) -> Bool {
            guard let response = try? http.send(request), response.status == 200,
                let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
            else { return false }
            known.withLock { $0 = (Instant(body.now), .now) }
            return true
        }

        private struct Body: Decodable {
            var now: Int64
        }
    }
#endif
