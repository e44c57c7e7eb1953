/// What a hook gets as its first argument, and the values behind its handles.
struct HookEvent {
    let id: String
    let hook: Hook
    /// The table a script sees.
    let value: Value
    /// Which credential's value each handle stands for; nil for the client id, which is plain.
    let sources: [SecretHandle: Source]

    /// Where the text behind a handle comes from.
    enum Source: Equatable {
        case credential(String)
        case text(String)
    }

    /// An event about a credential, or about a run that has none yet.
    init(
        id: String, hook: Hook, in rotation: Rotation, named names: SecretNames,
        about credential: Credential?, previous: Credential? = nil, error: String? = nil,
        at now: Instant
    ) {
        self.id = id
        self.hook = hook
        var event: [String: Value] = [
            "id": .string(id), "hook": .string(hook.rawValue), "name": .string(rotation.name),
            "at": .int(now.seconds), "application": Self.application(of: rotation),
        ]
        var sources: [SecretHandle: Source] = [:]
        // A retiring credential is the `previous` of its event; what it gave way to is current.
        let isAboutPrevious = hook == .retire || hook == .retired
        let subject = isAboutPrevious ? rotation.current : credential
        if let subject {
            let version = subject.version ?? rotation.version + 1
            event["version"] = .int(Int64(version))
            event["key_id"] = .string(subject.keyID)
            event["expires_at"] = .int(subject.endsAt.seconds)
            event["delivered_at"] = subject.deliveredAt.map { .int($0.seconds) }
            sources = Self.sources(of: rotation, names, subject, version)
            event["secrets"] = Self.secrets(names, version)
        }
        if let displaced = isAboutPrevious ? credential : previous {
            event["previous"] = .map([
                "key_id": .string(displaced.keyID), "expires_at": .int(displaced.endsAt.seconds),
            ])
        }
        if let error { event["error"] = .map(["message": .string(error)]) }
        value = .map(event)
        self.sources = sources
    }

    /// The event of an outbox entry.
    init(_ delivery: Delivery, in rotation: Rotation, named names: SecretNames) {
        func find(_ id: String?) -> Credential? { rotation.credentials.first { $0.id == id } }
        self.init(
            id: delivery.id, hook: delivery.hook, in: rotation, named: names,
            about: find(delivery.credential), previous: find(delivery.previous),
            error: delivery.error, at: delivery.at)
    }

    private static func application(of rotation: Rotation) -> Value {
        var table: [String: Value] = [:]
        table["object_id"] = (rotation.seen?.objectID).map { .string($0) }
        table["client_id"] = (rotation.seen?.clientID).map { .string($0) }
        table["display_name"] = (rotation.seen?.displayName).map { .string($0) }
        return .map(table)
    }

    private static func secrets(_ names: SecretNames, _ version: Int) -> Value {
        var table: [String: Value] = [
            "client_secret": .secret(
                SecretHandle(name: names.clientSecret, version: version))
        ]
        if let name = names.clientID {
            table["client_id"] = .secret(SecretHandle(name: name, version: version))
        }
        return .map(table)
    }

    private static func sources(
        of rotation: Rotation, _ names: SecretNames, _ subject: Credential, _ version: Int
    ) -> [SecretHandle: Source] {
        let secret = SecretHandle(name: names.clientSecret, version: version)
        var sources: [SecretHandle: Source] = [secret: .credential(subject.id)]
        if let name = names.clientID {
            let handle = SecretHandle(name: name, version: version)
            sources[handle] = .text(rotation.seen?.clientID ?? "")
        }
        return sources
    }
}
