import Rotation
import Testing

@testable import Emulator

struct KnobsTests {
    private func knobs(_ text: String) throws -> Knobs {
        var knobs = Knobs()
        try knobs.apply(try JSON(parsing: Array(text.utf8)))
        return knobs
    }

    @Test(
        "All knobs that are written read back the same, for every profile",
        arguments: Profile.allCases)
    func roundTrip(_ profile: Profile) throws {
        var copy = Knobs()
        try copy.apply(profile.knobs.json)

        #expect(copy == profile.knobs)
    }

    @Test("Calm is without any lag, loss or limit")
    func calm() {
        #expect(Profile.calm.knobs == Knobs())
        #expect(Knobs().lag.longest == 0)
    }

    @Test(
        "What is no knob or out of its range changes nothing and is named",
        arguments: [
            (#"{"lag":{"reed":{"max":1}}}"#, "lag.reed.max"), (#"{"replicas":0}"#, "replicas"),
            (#"{"loss":{"before":1.5}}"#, "loss.before"), (#"{"loss":{"after":-1}}"#, "loss.after"),
            (#"{"replicas":"many"}"#, "replicas"), (#"{"skew":null}"#, "skew"), ("7", "object"),
            (#"{"lag":{"read":{"min":5}}}"#, "lag"), (#"{"lag":7}"#, "lag"),
        ])
    func wrong(_ text: String, _ name: String) throws {
        let error = #expect(throws: Knobs.Wrong.self) { try knobs(text) }

        #expect(error?.message.contains(name) == true)
    }

    @Test("Quantiles lie straight between the known ones")
    func quantiles() {
        let spread = Spread(min: 0, median: 10, p90: 50, p99: 500, max: 900)

        #expect([0, 0.25, 0.5, 0.9, 0.99, 1].map(spread.quantile) == [0, 5, 10, 50, 500, 900])
        #expect(Spread.fixed(7).quantile(0.3) == 7)
    }

    @Test("Of new secrets in a hostile tenant 1 % need 8 minutes or more, none over 15")
    func hostileAcceptance() {
        let lag = Profile.hostile.knobs.lag
        func isAccepted(_ serial: UInt64, after seconds: Int64, replica: UInt64) -> Bool {
            View(
                now: Instant(seconds), replica: replica, replicas: 5, lag: lag, seed: 1
            ).sees(Event(at: Instant(0), serial: serial), .accept)
        }
        let serials = (0..<4_000).map { UInt64($0) &* 0x9E37_79B9 }
        let late = serials.count { serial in
            (0..<5).contains { !isAccepted(serial, after: 479, replica: $0) }
        }
        let isEver = serials.allSatisfy { serial in
            (0..<5).allSatisfy { isAccepted(serial, after: 900, replica: $0) }
        }

        #expect((20...65).contains(late))
        #expect(isEver)
    }

    @Test(
        "In a hostile tenant the slowest replica takes a new secret after 8 min p99, 15 min at most"
    )
    func hostileQuantiles() {
        let lag = Profile.hostile.knobs.lag
        let view = View(now: Instant(0), replica: 0, replicas: 5, lag: lag, seed: 7)
        let delays = (1...20_000).map { number in
            view.everywhere(Event(at: Instant(0), serial: UInt64(number)), .accept).seconds
        }.sorted()

        #expect((450...510).contains(delays[delays.count * 99 / 100]))
        #expect((700...900).contains(delays[delays.count - 1]))
    }

    @Test("In a hostile tenant a new secret that was accepted is often refused once more")
    func hostileRelapses() {
        let lag = Profile.hostile.knobs.lag
        var dice = SeededGenerator(seed: 3)
        let relapsing = (1...1_000).count { number in
            let event = Event(at: Instant(0), serial: UInt64(number))
            let answers = (1...90).map { probe in
                View(
                    now: Instant(probe * 10), replica: dice.next() % 5, replicas: 5, lag: lag,
                    seed: 7
                ).sees(event, .accept)
            }
            return zip(answers, answers.dropFirst()).contains { $0 && !$1 }
        }

        #expect(relapsing > 200)
    }

    @Test("The truth tells from when on no replica refuses a new secret")
    func acceptedAt() throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            let local = try LocalTenant {
                $0.seed = seed
                $0.knobsText =
                    #"{"replicas":5,"lag":{"accept":{"median":60,"p90":90,"p99":99,"max":100}}}"#
            }
            let value = try local.graph("POST", add).json["secretText"]?.string ?? ""
            let truth = try local.truth(LocalTenant.payments)["credentials"]?.items.first
            let at = try #require(truth?["acceptedAt"]?.int)
            try local.control("POST", "/clock", #"{"set":\#(at)}"#)
            for _ in 0..<10 {
                #expect(try local.signIn(LocalTenant.paymentsClient, value).status == 200)
            }
        }
    }

    @Test("Replicas disagree: asked again and again a write is seen, then not, then for good")
    func nonMonotonic() throws {
        let local = try LocalTenant {
            $0.knobsText =
                #"{"replicas":5,"lag":{"read":{"median":30,"p90":60,"p99":60,"max":60}}}"#
        }
        for _ in 0..<5 { _ = try local.graph("POST", add) }
        var seen: [Int] = []
        for _ in 0..<60 {
            try local.control("POST", "/clock", #"{"advance":1}"#)
            let items = try local.graph("GET", "/applications/\(LocalTenant.payments)")
                .json["passwordCredentials"]?.items
            seen.append(items?.count ?? 0)
        }
        let falls = zip(seen, seen.dropFirst()).count { $0 > $1 }

        #expect(falls > 0)
        #expect(seen.last == 5)
    }

    /// What a client sees of one tenant: statuses and counts of a fixed course.
    private func course(_ seed: UInt64, _ profile: Profile = .hostile) throws -> [String] {
        let local = try LocalTenant {
            $0.seed = seed
            $0.profile = profile
            $0.knobsText = #"{"throttle":{"units":0,"writes":0}}"#
        }
        let path = "/applications/\(LocalTenant.payments)"
        var seen: [String] = []
        for number in 0..<60 {
            try local.control("POST", "/clock", #"{"advance":7}"#)
            do {
                // A token is had at once from the machine's identity, which goes not astray.
                let machine =
                    try local.client.send(
                        "GET",
                        "/metadata/identity/oauth2/token?api-version=2018-02-01"
                            + "&resource=https://graph.microsoft.com",
                        headers: ["Metadata": "true"]
                    ).json["access_token"]?.string ?? ""
                let headers = ["Authorization": "Bearer \(machine)"]
                let answer =
                    number % 3 == 0
                    ? try local.graph("POST", path + "/addPassword", headers: headers)
                    : try local.graph("GET", path, headers: headers)
                let items = (try? answer.json)?["passwordCredentials"]?.items.count ?? -1
                seen.append("\(answer.status) \(items)")
            } catch is LoopbackClient.Closed {
                seen.append("closed")
            }
        }
        return seen
    }

    @Test("The same seed gives the same behaviour, another seed another")
    func deterministic() throws {
        let first = try course(1)

        #expect(try course(1) == first)
        #expect(try course(2) != first)
        #expect(Set(first).count > 4)
    }

    @Test("Knobs are read and set at run time; a profile sets all")
    func control() throws {
        let local = try LocalTenant()
        let set = try local.control("PUT", "/knobs", #"{"profile":"hostile","replicas":2}"#)

        #expect(set["replicas"] == 2)
        #expect(set["lag"]?["accept"]?["max"] == 900)
        #expect(try local.control("GET", "/knobs") == set)
        let wrong = try local.client.send("PUT", "/_emulator/knobs", body: #"{"replica":2}"#)
        #expect(wrong.status == 400)
        #expect(try local.control("GET", "/knobs") == set)
    }

    private func local(_ knobs: String) throws -> LocalTenant {
        try LocalTenant { $0.knobsText = knobs }
    }

    private let add = "/applications/\(LocalTenant.payments)/addPassword"

    @Test(
        "A write too soon after another is refused in the form that the weights say",
        arguments: [
            (#"{"conflict":1}"#, 409, "Directory_ConcurrencyViolation"),
            (#"{"conflict":0,"badRequest":1}"#, 400, "Request_BadRequest"),
            (#"{"conflict":0,"serverError":1}"#, 500, "Service_InternalServerError"),
        ])
    func conflicts(_ weights: String, _ status: Int, _ code: String) throws {
        let local = try local(#"{"conflict":{"gap":10,\#(weights.dropFirst().dropLast())}}"#)
        let first = try local.graph("POST", add)
        try local.control("POST", "/clock", #"{"advance":9}"#)
        let second = try local.graph("POST", add)
        try local.control("POST", "/clock", #"{"advance":1}"#)

        #expect(first.status == 200 && second.status == status)
        #expect(try second.json["error"]?["code"] == .string(code))
        #expect(
            try status == 500
                || second.json["error"]?["message"]?.string?.hasPrefix(
                    "Error due to concurrent requests") == true
        )
        #expect(try local.graph("POST", add).status == 200)
        #expect(try local.truth(LocalTenant.payments)["credentials"]?.items.count == 2)
    }

    @Test(
        "A write to an object that is too young is a 404, or a 403 as the knob says",
        arguments: [0, 1])
    func young(_ denied: Int) throws {
        let local = try local(
            #"{"young":{"denied":\#(denied)},"lag":{"create":"#
                + #"{"min":9,"median":9,"p90":9,"p99":9,"max":9}}}"#)
        let made = try local.graph("POST", "/applications", body: #"{"displayName":"n"}"#).json
        let path = "/applications/\(made["id"]?.string ?? "")/addPassword"

        #expect(try local.graph("POST", path).status == (denied == 1 ? 403 : 404))
        try local.control("POST", "/clock", #"{"advance":9}"#)
        #expect(try local.graph("POST", path).status == 200)
    }

    @Test(
        "A lost reply has taken effect and a lost request has not, with a 504 or with none",
        arguments: [("before", 0, 0), ("before", 1, 0), ("after", 0, 1), ("after", 1, 1)])
    func losses(_ kind: String, _ gateway: Int, _ count: Int) throws {
        let local = try LocalTenant()
        let token = try local.token()
        try local.control(
            "PUT", "/knobs", #"{"loss":{"\#(kind)":1,"gateway":\#(gateway)}}"#)
        let answer = try? local.graph("POST", add, headers: ["Authorization": "Bearer \(token)"])

        #expect(answer?.status == (gateway == 1 ? 504 : nil))
        #expect(try local.truth(LocalTenant.payments)["credentials"]?.items.count == count)
    }

    @Test("The edge answers with a page and nothing has happened")
    func edge() throws {
        let local = try LocalTenant()
        let token = try local.token()
        try local.control("PUT", "/knobs", #"{"loss":{"edge":1}}"#)
        let answer = try local.graph("POST", add, headers: ["Authorization": "Bearer \(token)"])

        #expect([502, 503, 504].contains(answer.status))
        #expect(answer.headers["content-type"] == "text/html")
        #expect(try local.truth(LocalTenant.payments)["credentials"] == [])
    }

    @Test(
        "Units are counted by the cost table; over the limit is a 429 that says when to come back")
    func throttling() throws {
        let local = try local(#"{"throttle":{"units":10,"writes":2}}"#)
        var answers: [LoopbackClient.Answer] = []
        for _ in 0..<6 { answers.append(try local.graph("GET", "/applications")) }
        try local.control("POST", "/clock", #"{"advance":2}"#)

        #expect(answers.map(\.status) == [200, 200, 200, 200, 200, 429])
        #expect(answers.map { $0.headers["x-ms-resource-unit"] }.prefix(2) == ["2", "2"])
        #expect(answers[3].headers["x-ms-throttle-limit-percentage"] == nil)
        #expect(answers[4].headers["x-ms-throttle-limit-percentage"] == "1.0")
        #expect(answers[5].headers["retry-after"] == "2")
        #expect(answers[5].headers["x-ms-throttle-information"] == "ResourceUnitLimitExceeded")
        #expect(try local.graph("GET", "/applications").status == 200)
        try local.control("POST", "/clock", #"{"advance":100}"#)
        let writes = try (0..<3).map { _ in try local.graph("POST", add).status }
        #expect(writes == [200, 200, 429])
    }

    @Test("A 429 may come without a time")
    func noRetryAfter() throws {
        let local = try local(#"{"throttle":{"units":1,"retryAfter":0}}"#)
        let path = "/applications?$select=id&$top=5"
        let answers = try (0..<2).map { _ in try local.graph("GET", path) }

        #expect(answers.map(\.status) == [200, 429])
        #expect(answers[1].headers["retry-after"] == nil)
    }

    @Test("The tenant's policy caps a secret's life and may forbid secrets")
    func policy() throws {
        let local = try local(#"{"policy":{"secretLifetime":2592000}}"#)
        let long = try local.graph("POST", add)
        let short = try local.graph(
            "POST", add, body: #"{"passwordCredential":{"endDateTime":"2026-02-01T00:00:00Z"}}"#)
        try local.control("PUT", "/knobs", #"{"policy":{"noSecrets":true}}"#)
        let none = try local.graph("POST", add)

        #expect(long.status == 400 && short.status == 200 && none.status == 400)
        #expect(
            try long.json["error"]?["code"] == "CredentialInvalidLifetimeAsPerAppPolicy")
        #expect(
            try long.json["error"]?["message"]?.string?.contains(Tenant.policyID) == true)
        #expect(try none.json["error"]?["code"] == "CredentialTypeNotAllowedAsPerAppPolicy")
    }

    @Test("An object holds so many values, a client makes so many objects")
    func limits() throws {
        let local = try local(#"{"limits":{"values":2,"created":1}}"#)
        let statuses = try (0..<3).map { _ in try local.graph("POST", add).status }
        let made = try (0..<2).map { _ in
            try local.graph("POST", "/applications", body: #"{"displayName":"n"}"#).status
        }

        #expect(statuses == [200, 200, 403])
        #expect(made == [201, 403])
    }

    @Test("The same sign-in too often is taken for a loop, for a while")
    func loop() throws {
        let local = try local(#"{"loop":{"requests":3,"window":60,"pause":300}}"#)
        func code() throws -> JSON? {
            try local.signIn(local.emulator.clientID, local.emulator.clientSecret)
                .json["error_codes"]
        }
        let first = try (0..<4).map { _ in try code() }
        try local.control("POST", "/clock", #"{"advance":299}"#)
        let paused = try code()
        try local.control("POST", "/clock", #"{"advance":1}"#)

        #expect(first == [nil, nil, nil, [50_196]])
        #expect(paused == [50_196])
        #expect(try code() == nil)
    }

    @Test("The service's clock may be ahead of its clients'")
    func skew() throws {
        let local = try local(#"{"skew":600}"#)

        #expect(
            try local.graph("GET", "/applications").headers["date"]
                == (LocalTenant.start + .seconds(600)).httpDate)
        #expect(try local.control("GET", "/clock")["now"] == .int(Int(LocalTenant.start.seconds)))
    }

    private func walk(_ local: LocalTenant, most: Int = 100) throws -> (
        names: [String], sizes: [Int]
    ) {
        var path = "/applications?$top=3&$select=displayName"
        var names: [String] = []
        var sizes: [Int] = []
        while sizes.count < most {
            let page = try local.graph("GET", path).json
            let items = page["value"]?.items ?? []
            sizes.append(items.count)
            names += items.compactMap { $0["displayName"]?.string }
            guard let link = page["@odata.nextLink"]?.string else { break }
            path = String(link.dropFirst("\(local.emulator.baseURL)/v1.0".count))
        }
        return (names, sizes)
    }

    @Test("Empty and short pages lose nothing and repeat nothing")
    func pages() throws {
        let local = try LocalTenant {
            $0.applications = (0..<20).map { SeededApplication(displayName: "a\($0)") }
            $0.knobsText = #"{"paging":{"empty":0.4,"short":0.4}}"#
        }
        let (names, sizes) = try walk(local)

        #expect(names == (0..<20).map { "a\($0)" })
        #expect(sizes.contains(0) && sizes.contains(2))
    }

    @Test("A repeated link leads back to its own page")
    func repeated() throws {
        let local = try LocalTenant {
            $0.applications = (0..<5).map { SeededApplication(displayName: "a\($0)") }
            $0.knobsText = #"{"paging":{"repeat":1}}"#
        }

        #expect(try walk(local, most: 4).names.prefix(6) == ["a0", "a1", "a2", "a0", "a1", "a2"])
    }

    @Test("GUIDs may come in upper case, and keys so written are found")
    func upperCase() throws {
        let local = try local(#"{"upperCase":1}"#)
        _ = try local.graph("POST", add)
        let json = try local.graph("GET", "/applications/\(LocalTenant.payments)").json
        let keyID = json["passwordCredentials"]?.items.first?["keyId"]?.string ?? ""
        let removed = try local.graph(
            "POST", "/applications/\(LocalTenant.payments)/removePassword",
            body: #"{"keyId":"\#(keyID)"}"#)

        #expect(json["id"] == .string(LocalTenant.payments.uppercased()))
        #expect(keyID == keyID.uppercased())
        #expect(removed.status == 204)
    }

    @Test("A fresh key cannot be removed before its replica knows it")
    func freshKey() throws {
        let local = try local(
            #"{"lag":{"remove":{"min":9,"median":9,"p90":9,"p99":9,"max":9}}}"#)
        let keyID = try local.graph("POST", add).json["keyId"]?.string ?? ""
        func remove() throws -> Int {
            try local.graph(
                "POST", "/applications/\(LocalTenant.payments)/removePassword",
                body: #"{"keyId":"\#(keyID)"}"#
            ).status
        }

        #expect(try remove() == 400)
        try local.control("POST", "/clock", #"{"advance":9}"#)
        #expect(try remove() == 204)
    }
}
