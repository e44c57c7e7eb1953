import Rotation
import TestSupport
import Testing

struct ErrandTests {
    private let clock = ManualClock()
    private let store: HouseStore
    private let rotator: Rotator

    init() {
        let (clock, issuer) = (clock, FakeIssuer(clock: clock))
        store = HouseStore(dueAt: clock.now())
        rotator = Rotator(
            store: store, clock: clock, random: { 7 },
            policies: { _ in FakePolicy(.example) }, issuers: { _ in issuer })
    }

    @Test("Once a day host calls of over a month and history of over 400 days are let go of")
    func housekeeping() throws {
        let start = clock.now()
        try rotator.runErrands()
        #expect(store.prunings.map(\.cutoff) == [start - .days(30)])
        #expect(store.prunings.map(\.history) == [start - .days(400)])
        clock.advance(.hours(24) - .seconds(1))
        try rotator.runErrands()
        #expect(store.prunings.count == 1)
        clock.advance(.seconds(1))
        try rotator.runErrands()
        #expect(store.prunings.count == 2)
    }

    @Test("An errand that another process has taken is left to it")
    func taken() throws {
        store.isTaken = true
        try rotator.runErrands()
        #expect(store.prunings.isEmpty)
    }
}

/// A store whose only errand is its housekeeping.
private final class HouseStore: StoreDecorator {
    let inner: any Store = MemoryStore()
    private(set) var prunings: [(cutoff: Instant, history: Instant)] = []
    /// Whether another process comes first.
    var isTaken = false
    private var dueAt: Instant

    init(dueAt: Instant) {
        self.dueAt = dueAt
    }

    func errands() throws(StoreError) -> [Errand] { [Errand(.housekeeping, dueAt: dueAt)] }

    func take(_ errand: Errand, nextAt: Instant) throws(StoreError) -> Bool {
        guard !isTaken else { return false }
        dueAt = nextAt
        return true
    }

    func prune(before cutoff: Instant, history: Instant) throws(StoreError) {
        prunings.append((cutoff, history))
    }
}
