package import Rotation

/// What the functions over a tenant take and give.
extension AzureFunctions {
    /// Every function over a tenant, without anything behind it.
    package static let verbs = [applications, credentials, owners, lastSignIn, graph]

    private static let connection = Parameter(
        "connection", .text, "for scripts only; the caller's own without")
    private static let app = Parameter(
        "app", .text, isRequired: true, "the application's client id or object id")

    static let applications = HostVerb(
        "applications", .reads,
        Signature(
            "Lists the tenant's applications with their client secrets.",
            .table([
                connection,
                Parameter("search", .text, "part of the display name, in any case"),
                Parameter("tag", .text, "only those with this tag"),
                Parameter(
                    "expiring", .seconds, "only those with a client secret that ends within this"),
            ]), gives: .list(application)))

    static let credentials = HostVerb(
        "credentials", .reads,
        Signature(
            "Lists the client secrets of an application, its own and foreign ones.",
            .ordered([app]), gives: .list(credential)))

    static let owners = HostVerb(
        "owners", .reads,
        Signature(
            "Lists the owners of an application.", .ordered([app]),
            gives: .list(
                .record(
                    "runtime.Owner",
                    [
                        Parameter("id", .text, isRequired: true, "the directory object's"),
                        Parameter(
                            "kind", .text, isRequired: true, "such as user or servicePrincipal"),
                        Parameter("display_name", .text, "where it may be read"),
                        Parameter("mail", .text, "a user's sign-in name"),
                    ]))))

    static let lastSignIn = HostVerb(
        "last_sign_in", .reads,
        Signature(
            "Asks Entra's report when a client secret last signed in. The report lags: it says "
                + "nothing about what came after 'as_of'. Needs AuditLog.Read.All, else err.code "
                + "is \"not_permitted\".",
            .ordered([Parameter("key_id", .text, isRequired: true, "the credential's")]),
            gives: .record(
                "runtime.LastSignIn",
                [
                    Parameter("at", .instant, "nil: the report shows none"),
                    Parameter(
                        "as_of", .instant, isRequired: true,
                        "the latest sign-in of the connection itself that the report shows"),
                ])))

    static let graph = HostVerb(
        "graph", .writes,
        Signature(
            "Makes one call of Microsoft Graph with the connection's token. Needs a grant such as "
                + "graph = { \"GET /v1.0/users\" }: a method and a path with all below it. What "
                + "writes credentials is refused whatever is granted. Any status is a result.",
            .table([
                Parameter(
                    "path", .text, isRequired: true, "begins with /v1.0/ or /beta/; with query"),
                Parameter(
                    "method", .choice(GraphRequest.methods), "\"GET\" without"),
                Parameter("json", .any, "what is sent, without secrets"),
                connection,
            ]),
            gives: .record(
                "runtime.GraphReply",
                [
                    Parameter("status", .integer, isRequired: true, "the HTTP status"),
                    Parameter("json", .any, "the answer, where it is JSON"),
                    Parameter("body", .text, "the answer where it is none"),
                ])))

    private static let credential = ValueType.record(
        "runtime.Credential",
        [
            Parameter("key_id", .text, isRequired: true, "the credential's"),
            Parameter(
                "ours", .boolean, isRequired: true, "whether this home's runtime made it"),
            Parameter("display_name", .text, "as the directory shows it"),
            Parameter("starts_at", .instant, "when it begins"),
            Parameter("expires_at", .instant, "when it ends"),
            Parameter("remaining", .integer, "seconds until then; negative afterwards"),
            Parameter("hint", .text, "the first characters of the value"),
        ])

    private static let application = ValueType.record(
        "runtime.TenantApplication",
        [
            Parameter("object_id", .text, isRequired: true, "the application's"),
            Parameter("client_id", .text, isRequired: true, "the application's"),
            Parameter("display_name", .text, isRequired: true, "may be empty"),
            Parameter("tags", .list(.text), isRequired: true, "the application's"),
            Parameter("created_at", .instant, "when it was registered"),
            Parameter(
                "credentials", .list(credential), isRequired: true, "its client secrets"),
        ])
}

extension Application {
    /// The application as hooks and scripts see it.
    func record(home: String, now: Instant) -> Value {
        var fields: [String: Value] = [
            "object_id": .string(objectID), "client_id": .string(clientID),
            "display_name": .string(displayName), "tags": .list(tags.map(Value.string)),
            "credentials": .list(credentials.map { $0.record(home: home, now: now) }),
        ]
        fields["created_at"] = (createdAt?.seconds).map(Value.int)
        return .map(fields)
    }
}

extension RemoteCredential {
    /// The credential as hooks and scripts see it.
    func record(home: String, now: Instant) -> Value {
        let isOurs = displayName.flatMap(Marker.init)?.home == String(home.prefix(8))
        var fields: [String: Value] = ["key_id": .string(keyID), "ours": .bool(isOurs)]
        fields["display_name"] = displayName.map(Value.string)
        fields["starts_at"] = (startsAt?.seconds).map(Value.int)
        fields["expires_at"] = (endsAt?.seconds).map(Value.int)
        fields["remaining"] = endsAt.map { .int(($0 - now).wholeSeconds) }
        fields["hint"] = hint.map(Value.string)
        return .map(fields)
    }
}
