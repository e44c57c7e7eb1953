import Rotation

/// An application as the last read showed it, as JSON text in one column.
enum ApplicationText {
    static func encode(_ application: Application) -> String {
        ValueText.encode(
            .map([
                "object_id": .string(application.objectID),
                "client_id": .string(application.clientID),
                "display_name": .string(application.displayName),
                "tags": .list(application.tags.map { .string($0) }),
                "audience": .string(application.signInAudience),
                "created_at": time(application.createdAt),
                "credentials": .list(application.credentials.map(credential)),
                "principal_credentials": .list(
                    application.principalCredentials.map(credential)),
            ]))
    }

    static func decode(_ text: String) -> Application? {
        guard let value = ValueText.decode(text), let objectID = value["object_id"]?.text,
            let clientID = value["client_id"]?.text
        else { return nil }
        var application = Application(
            objectID: objectID, clientID: clientID,
            displayName: value["display_name"]?.text ?? "",
            tags: items(value["tags"]).compactMap(\.text),
            signInAudience: value["audience"]?.text ?? "",
            createdAt: instant(value["created_at"]),
            credentials: items(value["credentials"]).compactMap(credential))
        application.principalCredentials =
            items(value["principal_credentials"]).compactMap(credential)
        return application
    }

    private static func credential(_ credential: RemoteCredential) -> Value {
        .map([
            "key_id": .string(credential.keyID),
            "display_name": credential.displayName.map { .string($0) } ?? .null,
            "starts_at": time(credential.startsAt), "ends_at": time(credential.endsAt),
            "hint": credential.hint.map { .string($0) } ?? .null,
        ])
    }

    private static func credential(_ value: Value) -> RemoteCredential? {
        value["key_id"]?.text.map {
            RemoteCredential(
                keyID: $0, displayName: value["display_name"]?.text,
                startsAt: instant(value["starts_at"]), endsAt: instant(value["ends_at"]),
                hint: value["hint"]?.text)
        }
    }

    private static func time(_ instant: Instant?) -> Value {
        instant.map { .int($0.seconds) } ?? .null
    }

    private static func instant(_ value: Value?) -> Instant? {
        value?.integer.map(Instant.init)
    }

    private static func items(_ value: Value?) -> [Value] {
        if case .list(let items)? = value { items } else { [] }
    }
}
