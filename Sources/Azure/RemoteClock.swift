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
        private var known: (instant: Instant, read: ContinuousClock.Instant)?

        /// Makes the clock at `url`, such as `http://127.0.0.1:8181/_emulator/clock`.
        ///
        /// - Parameters:
        ///   - url: Answers GET with the time and POST when the time asked for has come.
        ///   - client: Tells this waiter from the others; by default the process id.
        ///   - http: A client of its own; its `isCancelled` cuts a wait short.
        package init(url: String, client: String? = nil, http: HTTPClient) {
            self.url = url
            self.client = client ?? "\(getpid())"
            self.http = http
        }

        /// The emulator's time, not older than 200 ms; the last known one when it does not answer.
        package func now() -> Instant {
            if let known, known.read.duration(to: .now) < .milliseconds(200) {
                return known.instant
            }
            let query = "?client=" + FormEncoding.escape(client)
            _ = ask(HTTPRequest("GET", url + query, repeatable: true))
            return known?.instant ?? Instant(Int64(time(nil)))
        }

        package func wait(until instant: Instant) -> Bool {
            let wish = #"{"client":"\#(client)","until":\#(instant.seconds)}"#
            let type = HTTPField("Content-Type", "application/json")
            var request = HTTPRequest(
                "POST", url, headers: [type], body: Array(wish.utf8), repeatable: true)
            request.timeout = .days(1)
            while true {
                guard ask(request), let known else { return false }
                if known.instant >= instant { return true }
            }
        }

        private func ask(_ request: HTTPRequest) -> Bool {
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
