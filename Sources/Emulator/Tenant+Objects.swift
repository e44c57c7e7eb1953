import Rotation

extension Tenant {
    /// The object that a read shows.
    ///
    /// - Throws: ``GraphError/notFound(_:)`` also for one that is too young to be seen.
    func object(_ key: ObjectKey, in view: View) throws(GraphError) -> DirectoryObject {
        guard let id = objectID(of: key), let object = objects[id], object.exists(in: view) else {
            throw .notFound(key.text)
        }
        return object
    }

    /// Creates an application, or the service principal of one; the creator becomes its owner.
    mutating func create(
        _ properties: Properties, _ kind: Kind = .application, appID: String? = nil,
        by caller: Requester, now: Instant
    ) throws(GraphError) -> DirectoryObject {
        guard caller.permission != nil, let owner = caller.servicePrincipalID else {
            throw .denied
        }
        purge(now: now)
        let limit = Int(knobs.limits.created)
        if limit > 0, objects.values.count(where: { $0.createdBy == caller.clientID }) >= limit {
            throw .quotaExceeded
        }
        let id = insert(
            properties, kind: kind, appID: appID, owners: [owner], createdBy: caller.clientID,
            isComplete: false, at: now)
        guard let object = objects[id] else { throw .notFound(id) }
        return object
    }

    /// Creates the service principal of an application.
    mutating func createServicePrincipal(
        appID: String, _ change: (inout Properties) throws(GraphError) -> Void,
        by caller: Requester, now: Instant
    ) throws(GraphError) -> DirectoryObject {
        let key = ObjectKey.appID(appID)
        guard let id = objectID(of: key), let application = objects[id],
            application.removed == nil
        else { throw .noSuchApplication(appID) }
        let view = view(of: id, now: now)
        guard view.sees(application.added, .create) else { throw .denied }
        if objectID(of: .appID(appID, .servicePrincipal)).flatMap({ objects[$0] })?.removed == nil,
            index[.servicePrincipal]?[application.appID] != nil
        {
            throw .principalExists(appID)
        }
        var properties = application.properties.ofServicePrincipal
        try change(&properties)
        return try create(
            properties, .servicePrincipal, appID: application.appID, by: caller, now: now)
    }

    /// Changes properties of an object.
    mutating func update(
        _ key: ObjectKey, by caller: Requester, now: Instant,
        _ change: (inout Properties) throws(GraphError) -> Void
    ) throws(GraphError) {
        let id = try writable(key, by: caller, now: now)
        guard var properties = objects[id]?.properties else { throw .notFound(key.text) }
        let old = properties
        try change(&properties)
        let settled = settled(at: now)
        if properties != old { objects[id]?.update(properties, at: now, settled: settled) }
        objects[id]?.writtenAt = now
    }

    /// Deletes an object, with an application its service principal too; its credentials no longer
    /// sign in.
    mutating func delete(_ key: ObjectKey, by caller: Requester, now: Instant) throws(GraphError) {
        let id = try writable(key, by: caller, now: now)
        bury(id, now: now)
        guard key.kind == .application, let appID = objects[id]?.appID,
            let principal = index[.servicePrincipal]?[appID], objects[principal]?.removed == nil
        else { return }
        bury(principal, now: now)
    }

    private mutating func bury(_ id: String, now: Instant) {
        objects[id]?.remove(at: now)
        deleted.append(id)
    }

    /// The object id of an object that the caller may change now.
    ///
    /// - Throws: Also the refusals of a write that comes too soon: after the object was made, or
    ///   after another write to it.
    mutating func writable(
        _ key: ObjectKey, by caller: Requester, allowsSelf: Bool = false, now: Instant
    ) throws(GraphError) -> String {
        guard let id = objectID(of: key), let object = objects[id], object.removed == nil else {
            throw .notFound(key.text)
        }
        var dice = dice(on: id)
        guard view(of: id, now: now).sees(object.added, .create) else {
            throw dice.happens(knobs.young.denied) ? .denied : .notFound(key.text)
        }
        guard caller.mayChange(object) || allowsSelf && caller.isSelf(object) else {
            throw .denied
        }
        try checkConflict(with: object, &dice, now: now)
        return id
    }

    private func checkConflict(
        with object: DirectoryObject, _ dice: inout SeededGenerator, now: Instant
    ) throws(GraphError) {
        let conflict = knobs.conflict
        guard let last = object.writtenAt, Double((now - last).wholeSeconds) < conflict.gap,
            dice.happens(conflict.chance)
        else { return }
        let total = conflict.conflict + conflict.badRequest + conflict.serverError
        let draw = dice.fraction() * total
        if draw < conflict.conflict { throw .concurrency }
        throw draw < conflict.conflict + conflict.badRequest ? .concurrencyAsBadRequest : .internal
    }
}

extension Tenant {
    /// How long a deleted object can be restored.
    static let restorable = Duration.days(30)

    /// Forgets what was deleted too long ago to be restored.
    mutating func purge(now: Instant) {
        while let id = deleted.first {
            if let removed = objects[id]?.removed, now < removed.at + Self.restorable { return }
            deleted.removeFirst()
            if objects[id]?.removed != nil { forget(id) }
        }
    }

    private mutating func forget(_ id: String) {
        guard let object = objects.removeValue(forKey: id) else { return }
        if index[object.kind]?[object.appID] == id { index[object.kind]?[object.appID] = nil }
        guard let places = order[object.kind] else { return }
        let place = places.partitioningIndex { $0.number >= object.number }
        if place < places.count, places[place].objectID == id {
            order[object.kind]?.remove(at: place)
        }
    }

    /// The deleted objects of a kind, or one of any kind.
    func deletedObjects(_ kind: Kind) -> [DirectoryObject] {
        deleted.compactMap { objects[$0] }.filter { $0.kind == kind && $0.removed != nil }
    }

    func deletedObject(_ id: String) throws(GraphError) -> DirectoryObject {
        guard let object = objects[id.lowercased()], object.removed != nil else {
            throw .notFound(id)
        }
        return object
    }

    /// Brings a deleted object back; an application without its service principal.
    mutating func restore(
        _ id: String, by caller: Requester, now: Instant
    ) throws(GraphError) -> DirectoryObject {
        var object = try deletedObject(id)
        guard caller.mayChange(object) else { throw .denied }
        object.removed = nil
        object.writtenAt = now
        objects[object.objectID] = object
        index[object.kind]?[object.appID] = object.objectID
        deleted.removeAll { $0 == object.objectID }
        return object
    }

    /// Ends a deleted object for good.
    mutating func destroy(_ id: String, by caller: Requester) throws(GraphError) {
        let object = try deletedObject(id)
        guard caller.mayChange(object) else { throw .denied }
        deleted.removeAll { $0 == object.objectID }
        forget(object.objectID)
    }
}

extension Array {
    /// The first index from which on all elements are in the second part of a sorted array.
    func partitioningIndex(where isSecond: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
