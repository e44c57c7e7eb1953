#if DEBUG
    import Azure
    import HTTP
    import Rotation
    import TestSupport
    import Testing

    struct RemoteClockTests {
        @Test("The time is asked for once, and again after a wait")
        func time() throws {
            let server = try LoopbackServer { request in
                .json(request.method == "GET" ? #"{"now":1000}"# : #"{"now":5000}"#)
            }
            let clock = RemoteClock(url: server.url + "/clock", client: "7", http: HTTPClient())
            #expect(clock.now() == Instant(1_000))
            #expect(clock.now() == Instant(1_000))
            #expect(server.requests.map(\.target) == ["/clock?client=7"])
            #expect(clock.wait(until: Instant(5_000)))
            #expect(clock.now() == Instant(5_000))
            #expect(server.requests.last?.text == #"{"client":"7","until":5000}"#)
        }

        @Test("A wait that the emulator ends early is taken up again")
        func longPoll() throws {
            let server = try LoopbackServer(replies: [
                .json(#"{"now":10}"#), .json(#"{"now":20}"#), .json(#"{"now":30}"#),
            ])
            let clock = RemoteClock(url: server.url, client: "7", http: HTTPClient())
            #expect(clock.wait(until: Instant(30)))
            #expect(server.requests.count == 3)
        }

        @Test("A wait that is disturbed ends early, and nothing else does")
        func disturbed() throws {
            let server = try LoopbackServer { request in
                request.method == "GET" ? .json(#"{"now":10}"#) : .silence
            }
            let clock = RemoteClock(
                url: server.url, client: "7", http: HTTPClient(),
                waiting: HTTPClient(isCancelled: { !server.requests.isEmpty }),
                isDisturbed: { true })
            #expect(clock.wait(until: Instant(30)))
            #expect(clock.now() == Instant(10))
        }

        @Test("A wait is cut short when the process is asked to stop")
        func cancelled() throws {
            let server = try LoopbackServer { _ in .silence }
            let http = HTTPClient(isCancelled: { !server.requests.isEmpty })
            #expect(!RemoteClock(url: server.url, client: "7", http: http).wait(until: Instant(30)))
        }
    }
#endif
