/// What operators want done.
extension MemoryStore {
    package func ask(
        _ order: Order, of name: String, at now: Instant
    ) throws(StoreError) {
        var rotation = try rotation(name)
        switch order {
        case .retry(let retry): rotation.retry = retry
        case .drop(let event):
            let index = rotation.deliveries.firstIndex { $0.id == event }
            guard let index else { throw .notFound(what: "event \(event) of \"\(name)\"") }
            rotation.deliveries.remove(at: index)
            medium.dropped.insert(event)
        }
        rotation.touched += 1
        medium.put(rotation)
        medium.add(order.event(of: name, at: now))
    }
}

extension Rotation {
    /// What an operator did meanwhile is not undone by the end of a visit.
    mutating func keepWhatWasTouched(of present: Rotation) {
        touched = present.touched
        pausedAt = present.pausedAt
        retry = present.retry
        decision = nil
    }
}
