#if DEBUG
    internal import FoundationEssentials
    internal import Glibc
    package import HTTP
    package import Rotation

    /// The clock of a running emulator, whose time stands still except while all its clients wait.
    package final class RemoteClock: Clock {
        private let url: String
        private let client: String
        private let http: HTTPClient
        private let waiting: HTTPClient
        private let isDisturbed: () -> Bool
        private var known: (instant: Instant, read: ContinuousClock.Instant)?

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
            if let known, known.read.duration(to: .now) < .milliseconds(200) {
                return known.instant
            }
            let query = "?client=" + FormEncoding.escape(client)
            _ = ask(HTTPRequest("GET", url + query, repeatable: true), http)
            return known?.instant ?? Instant(Int64(time(nil)))
        }

        package func wait(until instant: Instant) -> Bool {
            let wish = #"{"client":"\#(client)","until":\#(instant.seconds)}"#
            let type = HTTPField("Content-Type", "application/json")
            var request = HTTPRequest(
                "POST", url, headers: [type], body: Array(wish.utf8), repeatable: true)
            request.timeout = .days(1)
            while true {
                guard ask(request, waiting), let known else { return isDisturbed() }
                if known.instant >= instant { return true }
            }
        }

        private func ask(_ request: HTTPRequest, _ http: HTTPClient) -> Bool {
            guard let response = try? http.send(request), response.status == 200,
                let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
            else { return false }
            known = (Instant(body.now), .now)
            return true
        }

        private struct Body: Decodable {
            var now: Int64
        }
    }
#endif
