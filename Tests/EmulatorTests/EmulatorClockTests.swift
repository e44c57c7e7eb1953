import Foundation
import Rotation
import Testing

@testable import Emulator

struct EmulatorClockTests {
    private let start = Int(LocalTenant.start.seconds)

    private func wait(
        _ local: LocalTenant, _ client: Int32, _ until: Int
    ) -> Background<Int?> {
        let loopback = local.client
        let body = #"{"client":"\#(client)","until":\#(until)}"#
        return Background {
            try loopback.send("POST", "/_emulator/clock", body: body).json["now"]?.int
        }
    }

    @Test("Virtual time is the same at every asking, and every reply carries it")
    func standsStill() throws {
        let local = try LocalTenant()

        #expect(try local.control("GET", "/clock") == ["now": .int(start), "virtual": true])
        let answer = try local.client.send("GET", "/v1.0/applications")
        #expect(answer.headers["date"] == LocalTenant.start.httpDate)
    }

    @Test("It jumps to the earliest moment once all clients wait, and releases that one")
    func jumps() throws {
        let local = try LocalTenant()
        let children = try [Child(), Child(), Child()]
        for child in children { try local.control("GET", "/clock?client=\(child.id)") }
        let waits = zip(children, [300, 100, 200]).map { child, offset in
            wait(local, child.id, start + offset)
        }

        #expect(try waits[1].value() == start + 100)
        #expect(!waits[0].isOver && !waits[2].isOver)
        let again = wait(local, children[1].id, start + 1_000)
        #expect(try waits[2].value() == start + 200)
        try local.control("DELETE", "/clock?client=\(children[2].id)")
        #expect(try waits[0].value() == start + 300)
        try local.control("DELETE", "/clock?client=\(children[0].id)")
        #expect(try again.value() == start + 1_000)
        children.forEach { $0.end() }
    }

    @Test("A client whose process is gone holds nobody back")
    func deadClient() throws {
        let local = try LocalTenant()
        let dead = try Child()
        let alive = try Child()
        try local.control("GET", "/clock?client=\(dead.id)")
        let waiting = wait(local, alive.id, start + 50)
        dead.end()

        #expect(try waiting.value() == start + 50)
        alive.end()
    }

    @Test("A client that leaves while it waits is not answered, and time goes on without it")
    func leaves() throws {
        let local = try LocalTenant()
        let children = try [Child(), Child(), Child()]
        for child in children { try local.control("GET", "/clock?client=\(child.id)") }
        let leaver = wait(local, children[0].id, start + 10)
        let stayer = wait(local, children[1].id, start + 20)
        while !leaver.isOver { try local.control("DELETE", "/clock?client=\(children[0].id)") }
        try local.control("DELETE", "/clock?client=\(children[2].id)")

        #expect(throws: LoopbackClient.Closed.self) { try leaver.value() }
        #expect(try stayer.value() == start + 20)
        children.forEach { $0.end() }
    }

    @Test("It is moved by hand, by a length and to a moment")
    func byHand() throws {
        let local = try LocalTenant()

        #expect(try local.control("POST", "/clock", #"{"advance":90}"#)["now"] == .int(start + 90))
        #expect(try local.control("POST", "/clock", #"{"set":5}"#)["now"] == 5)
    }

    @Test("A moment that has come is answered at once")
    func past() throws {
        let local = try LocalTenant()
        let child = try Child()
        let other = try Child()
        try local.control("GET", "/clock?client=\(other.id)")

        #expect(try wait(local, child.id, start).value() == start)
        [child, other].forEach { $0.end() }
    }

    @Test("The system's time can be ahead, is waited for, and cannot be moved")
    func real() throws {
        let local = try LocalTenant { $0.clock = .real(skew: .hours(1)) }
        let answer = try local.control("GET", "/clock")
        let now = try #require(answer["now"]?.int)

        #expect(answer["virtual"] == false)
        #expect(abs(now - 3_600 - Int(Date().timeIntervalSince1970)) < 5)
        #expect(try wait(local, getpid(), now + 1).value() ?? 0 >= now + 1)
        #expect(
            try local.client.send("POST", "/_emulator/clock", body: #"{"advance":1}"#).status == 409
        )
    }

    @Test(
        "What is no clock request is refused",
        arguments: [
            "{}", #"{"until":1}"#, #"{"client":"x","until":1}"#, #"{"client":"-4","until":1}"#,
            #"{"advance":"soon"}"#, "nonsense",
        ])
    func malformed(_ body: String) throws {
        let local = try LocalTenant()

        #expect(try local.client.send("POST", "/_emulator/clock", body: body).status == 400)
    }
}
