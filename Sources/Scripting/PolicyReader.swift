internal import Rotation

/// Validates the table that a policy file returns.
enum PolicyReader {
    /// A declaration with the functions behind it.
    struct Policy {
        var declaration: Declaration
        var functions: PolicyFunctions
    }

    /// Reads one policy; `source` is the file and the policy's place in it.
    static func read(_ value: Value, in source: String) throws(PolicyError) -> Policy {
        let fields = try FieldReader(value, in: source)
        try fields.allow(PolicyKeys.all, later: PolicyKeys.later)
        let label = fileName(of: source)
        let fleet = try FleetReader.read(fields, label: label)
        let name = fleet == nil ? try NameReader.slug(fields) : label
        let hooks = try HooksReader.read(fields)
        let declaration = Declaration(
            name: name,
            description: try NameReader.description(fields),
            connection: try NameReader.connection(fields),
            application: fleet == nil
                ? try ApplicationReader.read(fields) : ApplicationReference(),
            schedule: try ScheduleReader.read(fields),
            auto: try fields.bool("auto") ?? true,
            initial: try initial(fields),
            lifetime: try LifetimeReader.lifetime(fields),
            overlap: try LifetimeReader.overlap(fields),
            stage: try fields.duration("stage"),
            proof: try proof(fields), proofs: try fields.integer("proofs", in: 1...20),
            retireForce: try fields.bool("retire_force") ?? false,
            clamp: try fields.bool("clamp") ?? false,
            secrets: fleet == nil
                ? try SecretNamesReader.read(fields, slug: name)
                : SecretNames(clientID: nil, clientSecret: label),
            needs: try fields.table("needs").map(NeedsReader.read) ?? Needs(),
            decides: fields.has("schedule"),
            hooks: Set(hooks.keys), fleet: fleet?.rule)
        try LifetimeReader.check(declaration, fields)
        let functions = PolicyFunctions(
            schedule: try schedule(fields), hooks: hooks, fleet: fleet?.functions)
        return Policy(declaration: declaration, functions: functions)
    }

    /// The last part of the path that `source` begins with; a list's place follows it.
    private static func fileName(of source: String) -> String {
        let path = source.split(separator: ":", maxSplits: 1).first.map(String.init) ?? source
        return path.split(separator: "/").last.map(String.init) ?? path
    }

    private static func initial(_ fields: FieldReader) throws(PolicyError) -> Declaration.Initial {
        let word = try fields.choice("initial", of: ["now", "due"])
        return word.flatMap(Declaration.Initial.init) ?? .now
    }

    private static func proof(_ fields: FieldReader) throws(PolicyError) -> Declaration.Evidence {
        let words = Declaration.Evidence.allCases.map(\.rawValue)
        return try fields.choice("proof", of: words).flatMap(Declaration.Evidence.init) ?? .signIn
    }

    private static func schedule(_ fields: FieldReader) throws(PolicyError) -> Int? {
        guard let value = fields.value("schedule") else { return nil }
        guard case .function(let number) = value else {
            throw fields.wrong("schedule", "a function", hint: "write schedule = function(facts)")
        }
        return number
    }
}
