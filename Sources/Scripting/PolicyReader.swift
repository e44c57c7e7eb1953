internal import Rotation

/// Validates the table that a policy file returns.
enum PolicyReader {
    /// A declaration with the functions behind it.
    struct Policy {
        var declaration: Declaration
        var functions: PolicyFunctions
    }

    private static let known = [
        "name", "description", "connection", "application", "interval", "rotate_at", "cron",
        "timezone", "window", "missed", "auto", "initial", "lifetime", "overlap", "stage",
        "proofs", "retire_force", "secrets", "needs", "schedule", "hooks",
    ]
    private static let later = [
        "applications", "proof", "clamp", "kind",
    ]

    /// Reads one policy; `source` is the file and the policy's place in it.
    static func read(_ value: Value, in source: String) throws(PolicyError) -> Policy {
        let fields = try FieldReader(value, in: source)
        try fields.allow(known, later: later)
        let name = try NameReader.slug(fields)
        let hooks = try HooksReader.read(fields)
        let declaration = Declaration(
            name: name,
            description: try NameReader.description(fields),
            connection: try NameReader.connection(fields),
            application: try ApplicationReader.read(fields),
            schedule: try ScheduleReader.read(fields),
            auto: try fields.bool("auto") ?? true,
            initial: try initial(fields),
            lifetime: try LifetimeReader.lifetime(fields),
            overlap: try LifetimeReader.overlap(fields),
            stage: try fields.duration("stage"),
            proofs: try fields.integer("proofs", in: 1...20) ?? 3,
            retireForce: try fields.bool("retire_force") ?? false,
            secrets: try SecretNamesReader.read(fields, slug: name),
            needs: try NeedsReader.read(fields),
            decides: fields.has("schedule"),
            hooks: Set(hooks.keys))
        try LifetimeReader.check(declaration, fields)
        let functions = PolicyFunctions(schedule: try schedule(fields), hooks: hooks)
        return Policy(declaration: declaration, functions: functions)
    }

    private static func initial(_ fields: FieldReader) throws(PolicyError) -> Declaration.Initial {
        let word = try fields.choice("initial", of: ["now", "due"])
        return word.flatMap(Declaration.Initial.init) ?? .now
    }

    private static func schedule(_ fields: FieldReader) throws(PolicyError) -> Int? {
        guard let value = fields.value("schedule") else { return nil }
        guard case .function(let number) = value else {
            throw fields.wrong("schedule", "a function", hint: "write schedule = function(facts)")
        }
        return number
    }
}
