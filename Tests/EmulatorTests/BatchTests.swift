import Rotation
import Testing

@testable import Emulator

struct BatchTests {
    private let local: LocalTenant

    init() throws {
        local = try LocalTenant()
    }

    private func send(_ requests: String) throws -> LoopbackClient.Answer {
        try local.graph("POST", "/$batch", body: #"{"requests":[\#(requests)]}"#)
    }

    private func statuses(_ requests: String) throws -> [Int?] {
        try send(requests).json["responses"]?.items.map { $0["status"]?.int } ?? []
    }

    @Test("Each request has its own status, and its own body as if it had come alone")
    func parts() throws {
        let answer = try send(
            """
            {"id":"1","method":"GET","url":"/applications/\(LocalTenant.payments)?$select=id"},
            {"id":"2","method":"GET","url":"applications/nobody"},
            {"id":"3","method":"POST","url":"/applications/\(LocalTenant.payments)/addPassword",
             "headers":{"Content-Type":"application/json"},
             "body":{"passwordCredential":{"displayName":"x"}}}
            """)
        let parts = try answer.json["responses"]?.items ?? []
        try #require(parts.count == 3)

        #expect(answer.status == 200)
        #expect(parts.map { $0["id"] } == ["1", "2", "3"])
        #expect(parts.map { $0["status"] } == [200, 404, 200])
        #expect(parts[0]["body"]?["id"] == .string(LocalTenant.payments))
        #expect(parts[1]["body"]?["error"]?["code"] == "Request_ResourceNotFound")
        #expect(try local.truth(LocalTenant.payments)["credentials"]?.items.count == 1)
    }

    @Test("What depends on a failure is not done")
    func dependency() throws {
        #expect(
            try statuses(
                """
                {"id":"a","method":"GET","url":"/applications/nobody"},
                {"id":"b","method":"GET","url":"/applications","dependsOn":["A"]},
                {"id":"c","method":"GET","url":"/applications"}
                """) == [404, 424, 200])
    }

    @Test(
        "A batch that is none is refused as a whole",
        arguments: [
            "", "7", #"{"id":"1"}"#,
            #"{"id":"a","method":"GET","url":"/applications"},"#
                + #"{"id":"A","method":"GET","url":"/applications"}"#,
            #"{"id":"1","method":"GET","url":"https://elsewhere.test/applications"}"#,
            #"{"id":"1","method":"POST","url":"/applications","body":{"displayName":"x"}}"#,
            #"{"id":"1","method":"GET","url":"/applications","dependsOn":["2"]}"#,
            (1...21).map { #"{"id":"\#($0)","method":"GET","url":"/applications"}"# }
                .joined(separator: ","),
        ])
    func malformed(_ requests: String) throws {
        #expect(try send(requests).status == 400)
    }

    @Test("A batch in a batch, and anything but Graph, is refused in its place")
    func nested() throws {
        #expect(
            try statuses(
                #"{"id":"1","method":"POST","url":"/$batch"},"#
                    + #"{"id":"2","method":"GET","url":"/../_emulator/applications"}"#)
                == [400, 400])
    }

    @Test("A fault strikes the part, not the batch")
    func fault() throws {
        try local.control(
            "POST", "/faults",
            #"{"on":"application","fault":"status","status":429,"retryAfter":7}"#)
        let parts =
            try send(
                """
                {"id":"1","method":"GET","url":"/applications/\(LocalTenant.payments)"},
                {"id":"2","method":"GET","url":"/applications/\(LocalTenant.payments)"}
                """
            ).json["responses"]?.items ?? []

        try #require(parts.count == 2)
        #expect(parts.map { $0["status"] } == [429, 200])
        #expect(parts[0]["headers"]?["Retry-After"] == "7")
    }
}
