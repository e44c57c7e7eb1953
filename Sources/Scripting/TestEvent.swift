internal import Rotation

/// Completes what a test says about an event to what a hook gets in production.
enum TestEvent {
    static let objectID = "0b1d0000-0000-4000-8000-000000000000"
    static let clientID = "6f3c0000-0000-4000-8000-000000000000"

    private static let known = [
        "application", "at", "delivered_at", "error", "expires_at", "hook", "id", "key_id", "name",
        "previous", "version",
    ]

    /// - Parameters:
    ///   - value: The table of the test; `false` stands for a field that is not there.
    ///   - now: The virtual clock's.
    ///   - hook: What the event is for; without one the table says it, or it is `rotated`.
    ///   - policy: Gives the names where it is known.
    /// - Returns: The event.
    /// - Throws: ``PolicyError/invalid(message:hint:)`` about what is unknown or of a wrong kind.
    static func read(
        _ value: Value, now: Instant, hook: Hook? = nil, of policy: Declaration? = nil
    ) throws(PolicyError) -> Value {
        let fields = try FieldReader(value, in: "event")
        guard !fields.has("secrets") else {
            throw fields.error(
                "'secrets' cannot be given", "they follow from 'version' and the policy's names")
        }
        try fields.allow(known)
        let word = try fields.choice("hook", of: Hook.allCases.map(\.rawValue))
        for name in ["at", "delivered_at", "expires_at"] where fields.value(name) != .bool(false) {
            _ = try fields.integer(name, in: Instant.writable)
        }
        let name = try fields.text("name") ?? policy?.name ?? "example"
        let version = try fields.integer("version", in: 1...1_000_000) ?? 7
        let rotation = TrialRotation(
            name: name, secrets: policy?.secrets ?? .example,
            application: application(named: name, of: policy), version: version, now: now)
        let event = rotation.event(of: hook ?? word.flatMap(Hook.init) ?? .rotated)
        return merge(fields, into: event)
    }

    private static func application(named name: String, of policy: Declaration?) -> Application {
        Application(
            objectID: policy?.application.objectID ?? objectID,
            clientID: policy?.application.clientID ?? clientID, displayName: name)
    }

    /// Puts the stated fields in the place of the others; tables are merged field by field.
    private static func merge(_ fields: FieldReader, into event: Value) -> Value {
        guard case .map(var members) = event else { return event }
        for name in fields.names {
            switch (fields.value(name), members[name]) {
            case (.bool(false)?, _): members[name] = nil
            case (.map(let stated)?, .map(let usual)?):
                members[name] = .map(usual.merging(stated) { $1 })
            case (.string(let message)?, _) where name == "error":
                members[name] = .map(["message": .string(message)])
            case (let value, _): members[name] = value
            }
        }
        return .map(members)
    }
}

extension SecretNames {
    fileprivate static let example = SecretNames(
        clientID: "EXAMPLE_CLIENT_ID", clientSecret: "EXAMPLE_CLIENT_SECRET")
}
