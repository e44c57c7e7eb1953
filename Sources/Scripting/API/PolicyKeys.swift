package import Rotation

/// The keys of a policy's table: what the readers accept, what the reference and the stubs say.
package enum PolicyKeys {
    /// Keys of the design that are refused as not supported yet.
    static let later = ["kind"]

    static let all = identity + timing + life + content

    static let application = [
        Parameter("client_id", .text, "the application's (client) id, a GUID"),
        Parameter("object_id", .text, "the directory object's id, a GUID; either id is enough"),
    ]

    static let applications = [
        Parameter("tag", .text, "those with this tag, such as \"rotate:payments\""),
        Parameter("display_name", .text, "or those so called, such as \"svc-*\""),
    ]

    static let secrets = [
        Parameter("client_id", .text, "the name that holds the client id; none without"),
        Parameter(
            "client_secret", .text, isRequired: true, "the name under which the secret is read"),
    ]

    /// What a policy needs and an operator grants.
    package static let needs = Needs.Kind.allCases.map { kind in
        Parameter(kind.rawValue, .list(.text), note(on: kind))
    }

    private static func note(on kind: Needs.Kind) -> String {
        switch kind {
        case .http: "such as \"POST https://deploy.example.net/hooks/\""
        case .files: "paths below the granted root"
        case .commands: "names of commands of config.lua"
        case .graph: "such as \"GET /v1.0/users\""
        case .secrets: "names of secrets that host:put_secret may make"
        case .engine: "\"rotate\", \"pause\", \"resume\""
        }
    }

    private static let identity = [
        Parameter(
            "name", .either([.text, .function(named)]), isRequired: true,
            "1 to 64 of the characters a-z, 0-9 and '-'; of a fleet: a function"),
        Parameter("description", .text, "one line of at most 256 characters"),
        Parameter("connection", .text, "of config.lua; \"default\" without"),
        Parameter(
            "application", .record("runtime.Application", application),
            "the application, by its id; required without 'applications'"),
        Parameter(
            "applications",
            .either([.record("runtime.Applications", applications), .function(selects)]),
            "instead: a fleet of all applications with a tag or a name, or for which a function "
                + "says true"),
        Parameter(
            "canary", .integer,
            "of a fleet: how many of it try a version first, and must be well for 1 h; 0 without"),
    ]

    private static let timing = [
        Parameter("interval", .duration, "between two rotations; required without 'cron'"),
        Parameter(
            "rotate_at", .text, "local time of day, such as \"03:00\"; then whole days apart"),
        Parameter(
            "cron", .text,
            "instead of 'interval' and 'rotate_at': five fields, such as \"0 3 * * 1-5\""),
        Parameter("timezone", .text, "an IANA name; \"UTC\" without"),
        Parameter(
            "window", .text,
            "when a new secret is promoted, such as \"Tue,Thu 02:00-04:00\"; any time without"),
        Parameter(
            "missed", .choice(MissedRule.allCases.map(\.rawValue)),
            "what becomes of a run whose window has closed; \"late\" without"),
        Parameter("auto", .boolean, "false: rotated by hand only; true without"),
        Parameter(
            "initial", .choice(["now", "due"]),
            "when an application without a secret of ours gets one; \"now\" without"),
        Parameter(
            "schedule", .function(schedule), "pure; may bring a rotation forward or put it off"),
    ]

    private static let life = [
        Parameter(
            "lifetime", .duration, "of a credential; twice the interval, stage and 3 days without"),
        Parameter(
            "overlap", .either([.choice(["until_next"]), .duration]),
            "how long the previous secret stays valid; \"until_next\" without"),
        Parameter(
            "stage", .duration,
            "how early a run may begin; a day, at most a quarter of the interval, without"),
        Parameter(
            "proof", .choice(Declaration.Evidence.allCases.map(\.rawValue)),
            "\"directory\" where nobody can sign in: reads that list a new secret must do; "
                + "\"sign_in\" without"),
        Parameter(
            "proofs", .integer,
            "sign-ins, or reads, in a row that prove a new secret, 1 to 20; 3, or 5, without"),
        Parameter(
            "retire_force", .boolean, "remove what 'retire' holds back at its end; false without"),
        Parameter(
            "clamp", .boolean,
            "true takes a shorter life where the tenant demands it; else it fails"),
    ]

    private static let content = [
        Parameter(
            "secrets", .either([.record("runtime.SecretNames", secrets), .function(secretNames)]),
            "of a fleet: a function, or functions in the table; the names under which consumers read; made of 'name' without"
        ),
        Parameter(
            "needs", .record("runtime.Needs", needs),
            "what the hooks do outside; the operator grants it in config.lua"),
        Parameter("hooks", .record("runtime.Hooks", HookKeys.all), "what follows a step"),
    ]

    private static func ofApplication(_ summary: String, gives: ValueType) -> Signature {
        Signature(
            summary,
            .ordered([
                Parameter(
                    "app", .record("runtime.FactsApplication", FactsWriter.applicationFields),
                    isRequired: true, "one that the tenant lists")
            ]), gives: gives)
    }

    private static let named = ofApplication(
        "Names the rotation of one application of a fleet.", gives: .text)
    private static let selects = ofApplication(
        "Says whether an application belongs to the fleet.", gives: .boolean)
    private static let secretNames = ofApplication(
        "Names the secrets of one application of a fleet.",
        gives: .record("runtime.SecretNames", secrets))

    /// The signature of the pure function `schedule`.
    private static let schedule = Signature(
        "Decides about the current secret, always the same for the same facts. See 'runtime api "
            + "facts' and 'runtime api decision'.",
        .ordered([
            Parameter(
                "facts", .record("runtime.Facts", FactsWriter.fields), isRequired: true,
                "what is known")
        ]), gives: .record("runtime.Decision", DecisionReader.fields))
}
