import GRDB
package import Rotation

/// Members of fleets that come and go, and policies that leave their files.
extension SecretStore {
    package func apply(
        _ roster: Roster, to fleet: Int64, _ registration: Registration, again next: Instant,
        at now: Instant
    ) throws(StoreError) -> [Event] {
        try write { database in
            var events: [Event] = []
            var problems = roster.problems
            for entry in roster.enlisted {
                do {
                    try database.inSavepoint {
                        events += try enlist(entry, in: fleet, registration, at: now, database)
                        return .commit
                    }
                } catch let error as StoreError where error.concernsOneRotation {
                    problems.append(entry.refused(because: error, at: now))
                }
            }
            for leave in roster.unmanaged {
                events += try unmanage(leave.rotation, leave.why, at: now, in: database)
            }
            events += try settle(problems, of: fleet, at: now, in: database)
            try database.run(
                "UPDATE fleet SET listed_at = ? WHERE id = ?", now.seconds, fleet)
            try plan(.muster(fleet: fleet), at: next, in: database)
            return events
        }
    }

    package func fit(
        _ path: String, to policies: [Declaration]?, at now: Instant
    ) throws(StoreError) -> [Event] {
        try write { database in
            let names = Set((policies ?? []).filter { $0.fleet == nil }.map(\.name))
            let why = Dismissal(since: now, policies == nil ? .file : .policy)
            var events: [Event] = []
            let singles = try Row.fetchAll(
                database, cached: "SELECT id, name FROM rotation WHERE path = ? AND fleet IS NULL",
                path)
            for row in singles where !names.contains(row["name"]) {
                events += try unmanage(row["id"], why, at: now, in: database)
            }
            let fleets = try Row.fetchAll(
                database, cached: "SELECT id, policy_index, unmanaged_at FROM fleet WHERE path = ?",
                path)
            for row in fleets {
                let index: Int = row["policy_index"]
                let isThere =
                    policies?.indices.contains(index) == true
                    && policies?[index].fleet != nil
                let event = try fit(
                    row["id"], path, isThere ? nil : why,
                    wasManaged: row["unmanaged_at"] as Int64? == nil, at: now, in: database)
                if let event { events.append(event) }
            }
            return events
        }
    }

    /// One alert stands for a whole fleet; its members' histories have their own.
    private func fit(
        _ fleet: Int64, _ path: String, _ why: Dismissal?, wasManaged: Bool, at now: Instant,
        in database: Database
    ) throws -> Event? {
        let ids = try Int64.fetchAll(
            database,
            cached: """
                SELECT id FROM rotation WHERE fleet = ?1
                  AND (?2 AND unmanaged_at IS NULL
                    OR NOT ?2 AND unmanaged_for IN ('file', 'policy'))
                """,
            fleet, why != nil)
        for id in ids {
            if let why {
                _ = try unmanage(id, why, at: now, in: database)
            } else {
                _ = try manage(id, at: now, in: database)
            }
        }
        try database.run(
            "UPDATE fleet SET unmanaged_at = ? WHERE id = ?",
            why.map { _ in now.seconds }, fleet)
        guard let why, wasManaged else { return nil }
        let label = path.split(separator: "/").last.map(String.init) ?? path
        return Event(
            at: now, rotation: label, kind: .unmanaged,
            detail: "\(ids.count.of("member")) unmanaged: \(why.reason.words)",
            hint: "put the policy file back, or delete the rotations")
    }

    private func enlist(
        _ entry: Roster.Enlistment, in fleet: Int64, _ registration: Registration,
        at now: Instant, _ database: Database
    ) throws -> [Event] {
        var registration = registration
        registration.declaration = registration.declaration.bound(
            to: entry.member, entry.objectID)
        let own = try Row.fetchOne(
            database,
            cached: """
                SELECT id, name FROM rotation
                WHERE connection = ? AND stated_object_id = ? AND path = ? AND fleet IS NOT NULL
                """,
            registration.declaration.connection, entry.objectID, registration.path)
        try checkName(entry.member.name, besides: own?["id"], in: database)
        if let id = own?["id"] as Int64? {
            try database.run(
                "UPDATE rotation SET name = ?, fleet = ? WHERE id = ?",
                entry.member.name, fleet, id)
        }
        let wasManaged = own != nil
        guard let id = try put(registration, of: fleet, at: now, in: database) else { return [] }
        guard wasManaged else { return [] }
        return try manage(id, at: now, in: database)
    }

    /// Within a file as well a name belongs to one application.
    private func checkName(_ name: String, besides id: Int64?, in database: Database) throws {
        let owner = try Row.fetchOne(
            database,
            cached: "SELECT id, stated_object_id, path FROM rotation WHERE name = ?",
            name)
        guard let owner, owner["id"] as Int64 != id else { return }
        let application = (owner["stated_object_id"] as String?).map { "application \($0)" }
        throw StoreError.taken(
            what: "the name \"\(name)\"",
            by: "\(application ?? "a rotation") of \"\(owner["path"] as String)\"")
    }

    /// Makes a rotation managed again; nothing when it is.
    func manage(_ id: Int64, at now: Instant, in database: Database) throws -> [Event] {
        let row = try Row.fetchOne(
            database, cached: "SELECT name FROM rotation WHERE id = ? AND unmanaged_at IS NOT NULL",
            id)
        guard let name = row?["name"] as String? else { return [] }
        try database.run(
            """
            UPDATE rotation SET unmanaged_at = NULL, unmanaged_for = NULL, missing_reads = 0,
              decision_at = NULL, wake_at = 0, touched = touched + 1 WHERE id = ?
            """, id)
        let event = Event(at: now, rotation: name, kind: .managed, detail: "managed again")
        try record([event], of: id, in: database)
        return [event]
    }

    /// Makes a rotation unmanaged, or changes why; an event tells only what is new.
    private func unmanage(
        _ id: Int64, _ why: Dismissal, at now: Instant, in database: Database
    ) throws -> [Event] {
        let row = try Row.fetchOne(
            database, cached: "SELECT name, unmanaged_for FROM rotation WHERE id = ?",
            id)
        guard let row else { return [] }
        let before = row["unmanaged_for"] as String?
        if before == why.reason.rawValue, why.reads == 0 { return [] }
        try database.run(
            """
            UPDATE rotation SET unmanaged_at = ?, unmanaged_for = ?, missing_reads = ?,
              decision_at = NULL, wake_at = 0, touched = touched + 1 WHERE id = ?
            """,
            why.since.seconds, why.reason.rawValue, why.reads, id)
        guard before != why.reason.rawValue else { return [] }
        let event = Event.unmanaged(row["name"], why, at: now)
        try record([event], of: id, in: database)
        return [event]
    }

    /// What is not wrong any more is struck out; what is new is told.
    private func settle(
        _ problems: [FleetProblem], of fleet: Int64, at now: Instant, in database: Database
    ) throws -> [Event] {
        let subjects = Set(problems.map(\.subject))
        let known = try String.fetchAll(
            database, cached: "SELECT subject FROM fleet_problem WHERE fleet = ?",
            fleet)
        for subject in known where !subjects.contains(subject) {
            try database.run(
                "DELETE FROM fleet_problem WHERE fleet = ? AND subject = ?",
                fleet, subject)
        }
        let label = try self.fleet(fleet, in: database)?.label ?? "fleet"
        return try problems.filter { try note($0, of: fleet, in: database) }.map { problem in
            Event(
                at: now, rotation: label, kind: .alert, detail: problem.message,
                hint: problem.hint)
        }
    }
}
