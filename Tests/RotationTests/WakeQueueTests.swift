import Testing

@testable import Rotation

struct WakeQueueTests {
    @Test("The due come soonest first, and stay due until their time is replaced")
    func due() {
        var queue = WakeQueue()
        for (id, at) in [(1, 30), (2, 10), (3, 20), (4, 99)] as [(Int64, Int64)] {
            queue.set(id, to: Instant(at))
        }
        #expect(queue.due(at: Instant(30), limit: 9) == [2, 3, 1])
        #expect(queue.due(at: Instant(30), limit: 2) == [2, 3])
        queue.set(2, to: Instant(40))
        queue.set(3, to: nil)
        #expect(queue.due(at: Instant(30), limit: 9) == [1])
        #expect(queue.next() == Instant(30))
    }

    @Test("A time that was set, replaced and set again counts once")
    func again() {
        var queue = WakeQueue()
        for at in [10, 20, 10] as [Int64] { queue.set(1, to: Instant(at)) }
        #expect(queue.due(at: Instant(50), limit: 9) == [1])
        queue.set(1, to: nil)
        #expect(queue.next() == nil)
    }

    @Test("It agrees with a plain search, whatever is set in whatever order")
    func agreement() {
        var queue = WakeQueue()
        var times: [Int64: Instant] = [:]
        var state: UInt64 = 7
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let id = Int64(state >> 33 % 50)
            times[id] = state >> 60 == 0 ? nil : Instant(Int64(state >> 40 & 1_023))
            queue.set(id, to: times[id])
            guard state >> 57 & 7 == 0 else { continue }
            let due = times.filter { $0.value <= Instant(300) }
                .sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
            #expect(queue.due(at: Instant(300), limit: 7) == Array(due.prefix(7)))
            #expect(queue.next() == times.values.min())
        }
    }
}
