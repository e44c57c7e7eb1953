import Rotation

/// An application as the last read showed it, as a JSON list in one column.
enum ApplicationText {
    static func encode(_ application: Application) -> String {
        var list = ListText()
        list.add(application.objectID)
        list.add(application.clientID)
        list.add(application.displayName)
        list.add(application.tags)
        list.add(application.signInAudience)
        list.add(application.createdAt)
        list.add(application.credentials, add)
        list.add(application.principalCredentials, add)
        return list.close()
    }

    /// Reads what ``encode(_:)`` wrote, or gives nil.
    static func decode(_ text: String) -> Application? {
        guard var list = ListReader(ValueText.decode(text)), list.count == 8,
            let objectID = list.text(), let clientID = list.text()
        else { return nil }
        var application = Application(
            objectID: objectID, clientID: clientID, displayName: list.text() ?? "",
            tags: list.texts(), signInAudience: list.text() ?? "", createdAt: list.instant(),
            credentials: list.all(credential))
        application.principalCredentials = list.all(credential)
        return application
    }

    private static func add(_ credential: RemoteCredential, to list: inout ListText) {
        list.add { item in
            item.add(credential.keyID)
            item.add(credential.displayName)
            item.add(credential.startsAt)
            item.add(credential.endsAt)
            item.add(credential.hint)
        }
    }

    private static func credential(_ value: Value) -> RemoteCredential? {
        guard var item = ListReader(value), item.count == 5, let keyID = item.text() else {
            return nil
        }
        return RemoteCredential(
            keyID: keyID, displayName: item.text(), startsAt: item.instant(),
            endsAt: item.instant(), hint: item.text())
    }
}
