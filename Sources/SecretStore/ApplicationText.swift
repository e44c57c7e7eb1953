import Rotation

/// An application as the last read showed it, as JSON text in one column.
enum ApplicationText {
    static func encode(_ application: Application) -> String {
        var text = ObjectText()
        text.add("object_id", application.objectID)
        text.add("client_id", application.clientID)
        text.add("display_name", application.displayName)
        text.add("tags", application.tags)
        text.add("audience", application.signInAudience)
        text.add("created_at", application.createdAt)
        text.add("credentials", application.credentials, credential)
        text.add("principal_credentials", application.principalCredentials, credential)
        return text.text
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

    private static func credential(_ credential: RemoteCredential, _ text: inout ObjectText) {
        text.add("key_id", credential.keyID)
        text.add("display_name", credential.displayName)
        text.add("starts_at", credential.startsAt)
        text.add("ends_at", credential.endsAt)
        text.add("hint", credential.hint)
    }

    private static func credential(_ value: Value) -> RemoteCredential? {
        value["key_id"]?.text.map {
            RemoteCredential(
                keyID: $0, displayName: value["display_name"]?.text,
                startsAt: instant(value["starts_at"]), endsAt: instant(value["ends_at"]),
                hint: value["hint"]?.text)
        }
    }

    private static func instant(_ value: Value?) -> Instant? {
        value?.integer.map(Instant.init)
    }

    private static func items(_ value: Value?) -> [Value] {
        if case .list(let items)? = value { items } else { [] }
    }
}
