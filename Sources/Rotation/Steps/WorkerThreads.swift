import Foundation

/// A crew of threads, each with an engine of its own.
///
/// A thread is started when there is a visit to make and none is free.
package final class WorkerThreads: Crew {
    private let count: Int
    private let worker: () throws(StoreError) -> Rotator
    private let desk = Desk()
    private var started = 0

    /// As a program's first thread has it.
    private static let stackSize = 8 << 20

    /// Prepares a crew of at most `count`; `worker` makes the engine of one of them.
    package init(_ count: Int, worker: @escaping () throws(StoreError) -> Rotator) {
        self.count = count
        self.worker = worker
    }

    package func visit(_ id: Int64, on occasion: Occasion) {
        let isShort = desk.add(Desk.Order(rotation: id, occasion: occasion))
        guard isShort, started < count else { return }
        do throws(StoreError) {
            start(try worker())
        } catch {
            // Whoever works already gets to it; without anybody it cannot be done.
            if started == 0 { desk.refuse(error) }
        }
    }

    package func over(within limit: Duration) -> [Visit] {
        desk.over(
            within: Double(limit.components.seconds) + Double(limit.components.attoseconds) / 1e18)
    }

    /// Lets the threads end once they have done what they are doing.
    package func dismiss() {
        desk.close()
    }

    private func start(_ rotator: Rotator) {
        started += 1
        // From here on nobody but the new thread touches it.
        nonisolated(unsafe) let rotator = rotator
        let thread = Thread { [desk] in
            while let order = desk.take() {
                desk.put(Visit(order.rotation, on: order.occasion, by: rotator))
            }
        }
        thread.name = "worker \(started)"
        thread.stackSize = Self.stackSize
        thread.start()
    }
}

/// Where the driver leaves orders and the workers what came of them.
private final class Desk: @unchecked Sendable {
    struct Order {
        let rotation: Int64
        let occasion: Occasion
    }

    /// Guards everything below.
    private let condition = NSCondition()
    private var orders: [Order] = []
    private var visits: [Visit] = []
    private var free = 0
    private var busy = 0
    private var isClosed = false

    /// Leaves an order; true when there are more than free workers.
    func add(_ order: Order) -> Bool {
        condition.withLock {
            orders.append(order)
            condition.broadcast()
            return orders.count > free
        }
    }

    /// Waits for an order; nil when there will be none.
    func take() -> Order? {
        condition.withLock {
            free += 1
            defer { free -= 1 }
            while orders.isEmpty, !isClosed { condition.wait() }
            guard !isClosed else { return nil }
            busy += 1
            return orders.removeFirst()
        }
    }

    func put(_ visit: Visit) {
        condition.withLock {
            busy -= 1
            visits.append(visit)
            condition.broadcast()
        }
    }

    /// Ends every order that nobody works on.
    func refuse(_ error: StoreError) {
        condition.withLock {
            visits += orders.map { Visit($0.rotation, .failure(error)) }
            orders = []
        }
    }

    func over(within seconds: Double) -> [Visit] {
        condition.withLock {
            let deadline = Date(timeIntervalSinceNow: seconds)
            while visits.isEmpty, seconds > 0, busy + orders.count > 0 {
                guard condition.wait(until: deadline) else { break }
            }
            defer { visits = [] }
            return visits
        }
    }

    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }
}
