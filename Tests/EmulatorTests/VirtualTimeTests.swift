import Rotation
import Testing

@testable import Emulator

struct VirtualTimeTests {
    private func wait(_ id: Int, _ client: Int32, _ until: Int64) -> VirtualTime.Wait {
        .init(id: id, client: client, until: Instant(until))
    }

    @Test("Time stands still while one known client works")
    func standsStill() {
        var time = VirtualTime(start: Instant(100))
        time.know(1)
        time.know(2)

        #expect(time.add(wait(1, 1, 200)) == .init())
        #expect(time.now == Instant(100))
    }

    @Test("When all wait it jumps to the earliest moment and releases only that wait")
    func jumps() {
        var time = VirtualTime(start: Instant(100))
        time.know(1)
        time.know(2)
        _ = time.add(wait(1, 1, 300))

        #expect(time.add(wait(2, 2, 200)).over == [2])
        #expect(time.now == Instant(200))
        #expect(time.add(wait(3, 2, 400)).over == [1])
        #expect(time.now == Instant(300))
    }

    @Test("A moment that has come is not waited for and moves nothing")
    func past() {
        var time = VirtualTime(start: Instant(100))

        #expect(time.add(wait(1, 1, 100)).over == [1])
        #expect(time.now == Instant(100))
    }

    @Test("Waits for the same moment end together")
    func together() {
        var time = VirtualTime(start: Instant(100))
        time.know(2)
        _ = time.add(wait(1, 1, 200))

        #expect(time.add(wait(2, 2, 200)).over == [1, 2])
    }

    @Test("A forgotten client no longer holds time back; its own waits are abandoned")
    func forgets() {
        var time = VirtualTime(start: Instant(100))
        time.know(3)
        _ = time.add(wait(1, 1, 300))
        _ = time.add(wait(2, 2, 200))

        #expect(time.forget { $0 == 2 } == .init(over: [], abandoned: [2]))
        #expect(time.forget { $0 == 3 } == .init(over: [1], abandoned: []))
        #expect(time.now == Instant(300))
    }

    @Test("Moved by hand it releases what has become due, with nobody else's consent")
    func byHand() {
        var time = VirtualTime(start: Instant(100))
        time.know(2)
        _ = time.add(wait(1, 1, 200))

        #expect(time.set(Instant(150)).over == [])
        #expect(time.set(Instant(250)).over == [1])
        #expect(time.now == Instant(250))
    }

    @Test("A wait that was given up makes its client busy again")
    func cancelled() {
        var time = VirtualTime(start: Instant(100))
        time.know(2)
        _ = time.add(wait(1, 1, 200))
        time.cancel(1)

        #expect(time.add(wait(2, 2, 300)) == .init())
        #expect(time.now == Instant(100))
    }
}
