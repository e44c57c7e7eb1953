import Rotation

/// An application as the last read showed it, as JSON text in one column.
///
/// Lists, read by place: it is read with every rotation, and to look up names takes far longer.
enum ApplicationText {
    static func encode(_ application: Application) -> String {
        ValueText.encode(
            .list([
                .string(application.objectID), .string(application.clientID),
                .string(application.displayName), .list(application.tags.map(Value.string)),
                .string(application.signInAudience), value(application.createdAt),
                .list(application.credentials.map(value)),
                .list(application.principalCredentials.map(value)),
            ]))
    }

    static func decode(_ text: String) -> Application? {
        guard let items = ValueText.decodeList(text), items.count == 8,
            let objectID = items[0].text, let clientID = items[1].text,
            case .list(let tags) = items[3], case .list(let credentials) = items[6],
            case .list(let principalCredentials) = items[7]
        else { return nil }
        var application = Application(
            objectID: objectID, clientID: clientID, displayName: items[2].text ?? "",
            tags: tags.compactMap(\.text), signInAudience: items[4].text ?? "",
            createdAt: instant(items[5]), credentials: credentials.compactMap(credential))
        application.principalCredentials = principalCredentials.compactMap(credential)
        return application
    }

    private static func value(_ credential: RemoteCredential) -> Value {
        .list([
            .string(credential.keyID), value(credential.displayName), value(credential.startsAt),
            value(credential.endsAt), value(credential.hint),
        ])
    }

    private static func credential(_ value: Value) -> RemoteCredential? {
        guard case .list(let items) = value, items.count == 5, let keyID = items[0].text else {
            return nil
        }
        return RemoteCredential(
            keyID: keyID, displayName: items[1].text, startsAt: instant(items[2]),
            endsAt: instant(items[3]), hint: items[4].text)
    }

    private static func value(_ text: String?) -> Value { text.map(Value.string) ?? .null }

    private static func value(_ instant: Instant?) -> Value {
        instant.map { .int($0.seconds) } ?? .null
    }

    private static func instant(_ value: Value) -> Instant? { value.integer.map(Instant.init) }
}
