import Rotation

extension Tenant {
    /// The application that a read shows.
    ///
    /// - Throws: ``GraphError/notFound(_:)`` also for one that is too young to be seen.
    func application(
        _ key: ApplicationKey, now: Instant
    ) throws(GraphError) -> DirectoryApplication {
        let moment = visible(at: now)
        guard let id = objectID(of: key), let application = applications[id],
            application.exists(asOf: moment)
        else { throw .notFound(key.text) }
        return application
    }

    /// The moment up to which reads show what was written.
    func visible(at now: Instant) -> Instant {
        now - .seconds(lag.read)
    }

    /// One page of the applications a read shows, in the order of their creation.
    ///
    /// - Returns: The applications, where the next page begins or nil at the end, and how many
    ///   match altogether if that was asked for.
    func list(_ query: ListQuery, now: Instant) -> Page {
        let moment = visible(at: now)
        var page = Page()
        if query.counts {
            page.total = order.count { matches($0, query, moment) }
        }
        for position in order.indices.dropFirst(query.start) {
            guard matches(order[position], query, moment) else { continue }
            guard page.applications.count < query.top else {
                page.next = position
                break
            }
            applications[order[position]].map { page.applications.append($0) }
        }
        return page
    }

    struct Page {
        var applications: [DirectoryApplication] = []
        var next: Int?
        var total: Int?
    }

    private func matches(_ id: String, _ query: ListQuery, _ moment: Instant) -> Bool {
        guard let application = applications[id], application.exists(asOf: moment) else {
            return false
        }
        return query.filter?.matches(application, asOf: moment) ?? true
    }

    /// Creates an application; the creator becomes its owner.
    mutating func create(
        _ properties: Properties, by caller: Requester, now: Instant
    ) throws(GraphError) -> DirectoryApplication {
        guard caller.permission != nil, let owner = caller.servicePrincipalID else {
            throw .denied
        }
        let id = insert(properties, owners: [owner], at: now)
        guard let application = applications[id] else { throw .notFound(id) }
        return application
    }

    /// Changes properties of an application.
    mutating func update(
        _ key: ApplicationKey, by caller: Requester, now: Instant,
        _ change: (inout Properties) throws(GraphError) -> Void
    ) throws(GraphError) {
        let id = try writable(key, by: caller)
        guard var properties = applications[id]?.properties else { throw .notFound(key.text) }
        try change(&properties)
        applications[id]?.update(properties, at: now)
    }

    /// Deletes an application; its client secrets no longer sign in.
    mutating func delete(
        _ key: ApplicationKey, by caller: Requester, now: Instant
    ) throws(GraphError) {
        applications[try writable(key, by: caller)]?.removedAt = now
    }

    /// The object id of an application that the caller may change.
    func writable(_ key: ApplicationKey, by caller: Requester) throws(GraphError) -> String {
        guard let id = objectID(of: key), let application = applications[id],
            application.removedAt == nil
        else { throw .notFound(key.text) }
        guard caller.mayChange(application) else { throw .denied }
        return id
    }
}
