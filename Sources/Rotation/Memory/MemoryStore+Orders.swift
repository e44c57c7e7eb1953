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
        case .adopt(let credential, let value):
            if let own = rotation.credentials.first(where: { $0.keyID == credential.keyID }) {
                throw .taken(what: "key \(own.keyID)", by: "rotation \"\(name)\"")
            }
            rotation.credentials.insert(credential, at: 0)
            if let value { medium.values[credential.id] = value }
        case .leave(let leaving): rotation.leaving = leaving
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
        leaving = present.leaving
        unmanaged = present.unmanaged
        let known = Set(credentials.map(\.id))
        credentials =
            present.credentials.filter { $0.state == .offered && !known.contains($0.id) }
            + credentials
        decision = nil
    }
}
