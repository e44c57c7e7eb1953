/// Visits rotations for a driver, one after the other or several at once.
///
/// The driver hands out a rotation to one visit at a time.
package protocol Crew: AnyObject {
    /// Has a rotation visited; the visit may be over when this returns.
    func visit(_ id: Int64, on occasion: Occasion)

    /// Tells of visits that are over, each once.
    ///
    /// - Parameter limit: How long to wait for one while none is over but some are under way.
    /// - Returns: Those that were not told yet.
    func over(within limit: Duration) -> [Visit]
}

/// What came of a visit.
package struct Visit: Sendable {
    package let rotation: Int64
    /// Whether there was anything to do; false while another process holds the rotation.
    package let result: Result<Bool, StoreError>

    package init(_ rotation: Int64, _ result: Result<Bool, StoreError>) {
        self.rotation = rotation
        self.result = result
    }

    /// Visits a rotation with `rotator`.
    package init(_ rotation: Int64, on occasion: Occasion, by rotator: Rotator) {
        do throws(StoreError) {
            let visited = try rotator.advance(rotation, on: occasion)
            self.init(rotation, .success(visited != nil))
        } catch {
            self.init(rotation, .failure(error))
        }
    }
}

/// A crew of one, which works on the driver's own thread.
package final class SoleWorker: Crew {
    private let rotator: Rotator
    private var visits: [Visit] = []

    package init(_ rotator: Rotator) {
        self.rotator = rotator
    }

    package func visit(_ id: Int64, on occasion: Occasion) {
        visits.append(Visit(id, on: occasion, by: rotator))
    }

    package func over(within limit: Duration) -> [Visit] {
        defer { visits = [] }
        return visits
    }
}
