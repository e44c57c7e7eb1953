/// What scripts find in the events of each hook.
extension Hook {
    /// The fields of its events; the required ones are never nil.
    package var eventFields: [Parameter] {
        switch self {
        case .beforeRotate: Self.common
        case .verify: Self.common + Self.subject
        case .rotated: Self.common + Self.subject + [Self.delivered, Self.previous(false)]
        case .retire, .retired:
            Self.common + Self.subject + [Self.delivered, Self.previous(true)]
        case .failed: Self.common + Self.subject.map(\.optional) + [Self.delivered, Self.error]
        }
    }

    private static let common = [
        Parameter("id", .text, isRequired: true, "of the event; the same in every attempt"),
        Parameter("hook", .text, isRequired: true, "the hook's name"),
        Parameter("name", .text, isRequired: true, "of the rotation"),
        Parameter("at", .instant, isRequired: true, "when it happened"),
        Parameter(
            "application",
            .record(
                "runtime.EventApplication",
                [
                    Parameter("object_id", .text, "nil before it was first read"),
                    Parameter("client_id", .text, "nil before it was first read"),
                    Parameter("display_name", .text, "nil before it was first read"),
                ]), isRequired: true, "whose secret it is"),
    ]

    /// About the secret that is new, or that replaced the one to be retired.
    private static let subject = [
        Parameter("version", .integer, isRequired: true, "of the secret, counted from 1"),
        Parameter("key_id", .text, isRequired: true, "of the credential in the directory"),
        Parameter("expires_at", .instant, isRequired: true, "when the credential ends"),
        Parameter(
            "secrets",
            .record(
                "runtime.EventSecrets",
                [
                    Parameter("client_secret", .secret, isRequired: true, "the secret's handle"),
                    Parameter("client_id", .secret, "nil when the policy names none"),
                ]), isRequired: true, "handles; the values never reach a script"),
    ]

    private static let delivered = Parameter(
        "delivered_at", .instant, "when 'rotated' had run; nil before")

    private static func previous(_ isRequired: Bool) -> Parameter {
        Parameter(
            "previous",
            .record(
                "runtime.EventPrevious",
                [
                    Parameter("key_id", .text, isRequired: true, "of the credential"),
                    Parameter("expires_at", .instant, isRequired: true, "when it ends"),
                ]), isRequired: isRequired,
            isRequired ? "the credential to be retired" : "what it replaced; nil the first time")
    }

    private static let error = Parameter(
        "error",
        .record(
            "runtime.EventError",
            [Parameter("message", .text, isRequired: true, "what went wrong")]),
        isRequired: true, "why the rotation failed")
}

extension Parameter {
    /// The same, and nil is allowed.
    fileprivate var optional: Parameter { Parameter(name, type, note) }
}
