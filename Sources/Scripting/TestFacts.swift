internal import Rotation

/// Completes what a test says about a credential to the facts that `schedule` gets.
///
/// What is not said follows from what is: `remaining` gives `expires_at`, that and the lifetime give
/// `created_at`, that and the interval `due_at`. `false` stands for a fact that is not there.
struct TestFacts {
    private let fields: FieldReader
    private let now: Instant
    private let policy: Declaration?

    private static let durations: ClosedRange<Int64> = -3_153_600_000...3_153_600_000

    /// - Parameters:
    ///   - value: The table of the test.
    ///   - now: The virtual clock's.
    ///   - policy: Gives name, interval and lifetime where it is known.
    /// - Returns: All facts.
    /// - Throws: ``PolicyError/invalid(message:hint:)`` about what is unknown or contradictory.
    static func read(
        _ value: Value, now: Instant, of policy: Declaration?
    ) throws(PolicyError) -> Facts {
        let fields = try FieldReader(value, in: "facts")
        try fields.allow(FactsWriter.fields)
        let now = try instant("now", fields) ?? now
        return try TestFacts(fields: fields, now: now, policy: policy).facts()
    }

    private func facts() throws(PolicyError) -> Facts {
        let name = try fields.text("name") ?? policy?.name ?? "example"
        let interval = try fields.duration("interval") ?? policy?.schedule.interval ?? .days(30)
        let (createdAt, expiresAt) = try life(interval)
        let schedule = policy?.schedule ?? Schedule(interval: interval)
        return Facts(
            name: name, application: try application(name), now: now, createdAt: createdAt,
            expiresAt: expiresAt,
            dueAt: try optional("due_at", schedule.next(after: .actual(createdAt))),
            lastRotatedAt: try optional("last_rotated_at", createdAt),
            lastRunSucceeded: try lastResult(), attempts: try count("attempts", 0),
            liveCount: try count("live_count", 1), foreignCount: try count("foreign_count", 0),
            interval: interval, jitter: try jitter())
    }

    /// From when to when the credential is valid: without any word about it a third of the interval
    /// has passed.
    private func life(_ interval: Duration) throws(PolicyError) -> (Instant, Instant) {
        let lifetime =
            policy?.lifetime
            ?? interval * 2 + Declaration.defaultStage(interval: interval) + .days(3)
        let created = try either("created_at", "age") { now - $0 }
        let expires = try either("expires_at", "remaining") { now + $0 }
        switch (created, expires) {
        case (let created?, let expires?): return (created, expires)
        case (let created?, nil): return (created, created + lifetime)
        case (nil, let expires?): return (min(expires - lifetime, now), expires)
        case (nil, nil):
            let created = now - .seconds(interval.wholeSeconds / 3)
            return (created, created + lifetime)
        }
    }

    /// An instant that is given as such, or by its distance from now; both must agree.
    private func either(
        _ name: String, _ distance: String, _ at: (Duration) -> Instant
    ) throws(PolicyError) -> Instant? {
        let stated = try Self.instant(name, fields)
        guard let seconds = try fields.integer(distance, in: Self.durations) else { return stated }
        let derived = at(.seconds(seconds))
        guard stated == nil || stated == derived else {
            throw fields.error(
                "'\(name)' and '\(distance)' contradict each other", "give one of the two")
        }
        return derived
    }

    private func optional(_ name: String, _ usual: Instant) throws(PolicyError) -> Instant? {
        if fields.value(name) == .bool(false) { return nil }
        return try Self.instant(name, fields) ?? usual
    }

    private func lastResult() throws(PolicyError) -> Bool? {
        if fields.value("last_result") == .bool(false) { return nil }
        return try fields.choice("last_result", of: ["ok", "failed"]) != "failed"
    }

    private func count(_ name: String, _ usual: Int) throws(PolicyError) -> Int {
        try fields.integer(name, in: 0...1_000_000) ?? usual
    }

    private func jitter() throws(PolicyError) -> Double? {
        switch fields.value("jitter") {
        case nil: return nil
        case .int(0)?: return 0
        case .number(let number)? where (0..<1).contains(number): return number
        default: throw fields.wrong("jitter", "a number from 0 to 1, without 1")
        }
    }

    private func application(_ name: String) throws(PolicyError) -> Application {
        let given = try fields.table("application")
        try given?.allow(FactsWriter.applicationFields)
        let stated = policy?.application
        return Application(
            objectID: try given?.text("object_id") ?? stated?.objectID ?? TestEvent.objectID,
            clientID: try given?.text("client_id") ?? stated?.clientID ?? TestEvent.clientID,
            displayName: try given?.text("display_name") ?? name,
            tags: try given?.texts("tags") ?? [])
    }

    private static func instant(
        _ name: String, _ fields: FieldReader
    ) throws(PolicyError) -> Instant? {
        try fields.integer(name, in: Instant.writable).map { Instant(Int64($0)) }
    }
}

extension Facts {
    /// The facts as a table; ``FactsWriter`` writes the same.
    var value: Value {
        var table: [String: Value] = [
            "name": .string(name), "application": application.facts, "now": .int(now.seconds),
            "created_at": .int(createdAt.seconds), "expires_at": .int(expiresAt.seconds),
            "remaining": .int(expiresAt.seconds - now.seconds),
            "age": .int(now.seconds - createdAt.seconds), "attempts": .int(Int64(attempts)),
            "live_count": .int(Int64(liveCount)), "foreign_count": .int(Int64(foreignCount)),
            "interval": .int(interval.wholeSeconds), "jitter": .number(jitter),
        ]
        table["due_at"] = dueAt.map { .int($0.seconds) }
        table["last_rotated_at"] = lastRotatedAt.map { .int($0.seconds) }
        table["last_result"] = lastRunSucceeded.map { .string($0 ? "ok" : "failed") }
        return .map(table)
    }
}

extension Application {
    fileprivate var facts: Value {
        .map([
            "object_id": .string(objectID), "client_id": .string(clientID),
            "display_name": .string(displayName), "tags": .list(tags.map { .string($0) }),
        ])
    }
}
