import Rotation
import Testing

@testable import Emulator

struct ControlAnswersTests {
    private let local: LocalTenant
    private let add = "/applications/\(LocalTenant.payments)/addPassword"

    init() throws {
        local = try LocalTenant()
    }

    @Test("The truth about an application holds its removed secrets and counts its writes")
    func truth() throws {
        let keyID = try local.graph("POST", add).json["keyId"]?.string ?? ""
        try local.control("POST", "/clock", #"{"advance":60}"#)
        _ = try local.graph(
            "POST", "/applications/\(LocalTenant.payments)/removePassword",
            body: #"{"keyId":"\#(keyID)"}"#)
        _ = try local.graph("POST", add, body: "nonsense")
        _ = try local.graph("POST", add)
        let truth = try local.truth(LocalTenant.paymentsClient)
        let credentials = truth["credentials"]?.items ?? []
        let start = Int(LocalTenant.start.seconds)

        #expect(
            truth.names == [
                "appId", "credentials", "deletedAt", "displayName", "federated", "keys", "objectId",
                "owners", "rejected", "servicePrincipalId", "signInAudience", "writes",
            ])
        #expect(
            truth["writes"] == ["addKey": 0, "addPassword": 2, "removeKey": 0, "removePassword": 1])
        #expect(credentials.map { $0["live"] } == [false, true])
        #expect(credentials[0]["keyId"] == .string(keyID))
        #expect(credentials[0]["addedAt"] == .int(start))
        #expect(credentials[0]["removedAt"] == .int(start + 60))
        #expect(credentials[1]["removedAt"] == .null)
        #expect(credentials[1]["createdBy"] == .string(local.emulator.clientID))
    }

    @Test("The seeded applications are there with the documented ids")
    func seeded() throws {
        let all = try local.control("GET", "/applications").items
        let quickstart = try local.truth(LocalTenant.quickstart)

        #expect(all.map { $0["displayName"] } == ["quickstart", "payments-api"])
        #expect(quickstart["appId"] == "6f3c0001-0000-4000-8000-000000000001")
        #expect(quickstart["credentials"]?.items.map { $0["displayName"] } == ["made by hand"])
        #expect(try local.truth(LocalTenant.payments)["credentials"] == [])
    }

    @Test("A made application has what was asked for, and its secret signs in despite any lag")
    func create() throws {
        try local.control("POST", "/lag", #"{"accept":600,"read":600}"#)
        let made = try local.control(
            "POST", "/applications",
            #"{"displayName":"x","signInAudience":"AzureADandPersonalMicrosoftAccount","withSecret":true}"#
        )
        let id = try #require(made["objectId"]?.string)

        #expect(try local.graph("GET", "/applications/\(id)").json["displayName"] == "x")
        #expect(made["signInAudience"] == "AzureADandPersonalMicrosoftAccount")
        #expect(
            try local.signIn(made["appId"]?.string ?? "", made["value"]?.string ?? "").status == 200
        )
        #expect(try local.truth(id)["credentials"]?.items.first?["keyId"] == made["keyId"])
    }

    @Test("A lost reply takes effect and closes the connection without a byte")
    func lostReply() throws {
        let token = try local.token()
        try local.control("POST", "/faults", #"{"on":"addPassword","fault":"lost_reply"}"#)

        #expect(throws: LoopbackClient.Closed(bytesReceived: 0)) {
            try local.graph("POST", add, headers: ["Authorization": "Bearer \(token)"])
        }
        #expect(try local.truth(LocalTenant.payments)["credentials"]?.items.count == 1)
        #expect(try local.graph("POST", add).status == 200)
    }

    @Test("A lost request has no effect and closes the connection without a byte")
    func lostRequest() throws {
        try local.control("POST", "/faults", #"{"on":"addPassword","fault":"lost_request"}"#)

        #expect(throws: LoopbackClient.Closed(bytesReceived: 0)) { try local.graph("POST", add) }
        #expect(try local.truth(LocalTenant.payments)["credentials"] == [])
    }

    @Test("A stalled request takes effect, gets no answer, and others are answered meanwhile")
    func stall() throws {
        let token = try local.token()
        try local.control("POST", "/faults", #"{"on":"addPassword","fault":"stall"}"#)
        let client = local.client
        let socket = try client.open()
        let request = client.request(
            "POST", "/v1.0" + add,
            ["Authorization": "Bearer \(token)", "Content-Type": "application/json"], "{}")
        try client.write(request, to: socket)
        var asked = 0
        while asked < 1_000, try local.truth(LocalTenant.payments)["credentials"] == [] {
            asked += 1
        }

        #expect(asked < 1_000)
        #expect(try local.graph("POST", add).status == 200)
        #expect(client.hasNothingToRead(socket))
        client.hangUp(socket)
    }

    @Test(
        "A status fault has no effect and answers in the service's own form, as often as asked",
        arguments: [
            (409, "Directory_ConcurrencyViolation"), (429, "TooManyRequests"),
            (503, "serviceNotAvailable"),
        ])
    func status(_ status: Int, _ code: String) throws {
        try local.control(
            "POST", "/faults",
            #"{"on":"addPassword","fault":"status","status":\#(status),"retryAfter":5,"times":2}"#)
        let answers = try (0..<3).map { _ in try local.graph("POST", add) }

        #expect(answers.map(\.status) == [status, status, 200])
        #expect(try answers[0].json["error"]?["code"] == .string(code))
        #expect(answers[0].headers["retry-after"] == "5")
        #expect(try local.truth(LocalTenant.payments)["rejected"] == 2)
        #expect(try local.truth(LocalTenant.payments)["credentials"]?.items.count == 1)
    }

    @Test("A fault can have its own code and words, or a page of HTML")
    func words() throws {
        try local.control(
            "POST", "/faults",
            #"{"on":"applications","fault":"status","status":400,"code":"X","message":"why"}"#)
        try local.control(
            "POST", "/faults", #"{"on":"applications","fault":"status","status":502,"html":true}"#)
        let own = try local.graph("GET", "/applications")
        let page = try local.graph("GET", "/applications")

        #expect(try own.json["error"]?["code"] == "X")
        #expect(try own.json["error"]?["message"] == "why")
        #expect(page.status == 502 && page.headers["content-type"] == "text/html")
        #expect(page.headers["retry-after"] == nil)
    }

    @Test("A sign-in fault strikes only the client it names, with the number it names")
    func tokenFault() throws {
        let made = try local.control(
            "POST", "/applications", #"{"displayName":"x","withSecret":true}"#)
        let id = made["appId"]?.string ?? ""
        try local.control(
            "POST", "/faults",
            """
            {"on":"token","fault":"status","status":400,"code":50196,\
            "clientId":"\(id.uppercased())"}
            """)

        #expect(try local.graph("GET", "/applications").status == 200)
        let struck = try local.signIn(id, made["value"]?.string ?? "")
        #expect(struck.status == 400)
        #expect(try struck.json["error_codes"] == [50_196])
        #expect(try local.signIn(id, made["value"]?.string ?? "").status == 200)
    }

    @Test("A fault for one application spares the others")
    func applicationFault() throws {
        try local.control(
            "POST", "/faults",
            """
            {"on":"addPassword","fault":"status","status":503,\
            "application":"\(LocalTenant.paymentsClient)"}
            """)

        let other = "/applications/\(LocalTenant.quickstart)/addPassword"
        #expect(try local.graph("POST", other).status == 200)
        #expect(try local.graph("POST", add).status == 503)
    }

    @Test("Cleared faults strike nobody")
    func cleared() throws {
        try local.control(
            "POST", "/faults", #"{"on":"token","fault":"lost_request","times":9}"#)
        try local.control("DELETE", "/faults")

        #expect(try local.graph("GET", "/applications").status == 200)
    }

    @Test("Requests are counted by kind, struck or not")
    func counts() throws {
        _ = try local.graph("POST", add)
        try local.control("POST", "/faults", #"{"on":"application","fault":"lost_request"}"#)
        _ = try? local.graph("GET", "/applications/\(LocalTenant.payments)")

        #expect(
            try local.control("GET", "/requests") == [
                "addKey": 0, "addPassword": 1, "application": 1, "applications": 0, "batch": 0,
                "deletedItems": 0, "federated": 0, "other": 0, "owners": 0, "removeKey": 0,
                "removePassword": 0, "servicePrincipal": 0, "servicePrincipals": 0, "token": 2,
            ])
    }

    @Test("Lags take effect on what clients see")
    func lag() throws {
        try local.control("POST", "/lag", #"{"accept":30,"read":15}"#)
        let value = try local.graph("POST", add).json["secretText"]?.string ?? ""
        func credentials() throws -> Int? {
            try local.graph("GET", "/applications/\(LocalTenant.payments)")
                .json["passwordCredentials"]?.items.count
        }

        #expect(try credentials() == 0)
        #expect(try local.signIn(LocalTenant.paymentsClient, value).status == 401)
        try local.control("POST", "/clock", #"{"advance":15}"#)
        #expect(try credentials() == 1)
        #expect(try local.signIn(LocalTenant.paymentsClient, value).status == 401)
        try local.control("POST", "/clock", #"{"advance":15}"#)
        #expect(try local.signIn(LocalTenant.paymentsClient, value).status == 200)
    }

    @Test(
        "What is no control request is refused with a reason",
        arguments: [
            ("POST", "/faults", "{}", 400), ("POST", "/faults", "x", 400),
            ("POST", "/faults", #"{"on":"token","fault":"status","status":200}"#, 400),
            ("POST", "/faults", #"{"on":"token","fault":"fire"}"#, 400),
            ("POST", "/lag", #"{"read":-1}"#, 400), ("GET", "/faults", nil, 405),
            ("GET", "/nothing", nil, 404), ("GET", "/applications/nobody", nil, 404),
        ] as [(String, String, String?, Int)])
    func malformed(_ method: String, _ path: String, _ body: String?, _ status: Int) throws {
        let answer = try local.client.send(method, "/_emulator" + path, body: body)

        #expect(answer.status == status)
        #expect(try answer.json["error"]?.string?.isEmpty == false)
    }
}
