/// The events of a rotation that exists on paper only, for those who try hooks out.
package struct TrialRotation {
    package let name: String
    package let secrets: SecretNames
    package let application: Application
    /// Of the credential that is current, or that a run is about to make current.
    package let version: Int
    package let now: Instant

    package init(
        name: String, secrets: SecretNames, application: Application, version: Int, now: Instant
    ) {
        self.name = name
        self.secrets = secrets
        self.application = application
        self.version = version
        self.now = now
    }

    /// What `hook` would get as its first argument.
    package func event(of hook: Hook) -> Value {
        let isProven = hook == .verify || hook == .failed
        var current = credential("current", age: .zero, isProven ? .proven : .current)
        if hook == .retire || hook == .retired { current.deliveredAt = now }
        let previous = credential("previous", age: .days(30), .previous)
        var rotation = self.rotation
        rotation.credentials = [current, previous]
        let subject: Credential? =
            switch hook {
            case .beforeRotate: nil
            case .verify, .rotated, .failed: current
            case .retire, .retired: previous
            }
        return HookEvent(
            id: Identifier.ulid(at: now, random: { 0 }), hook: hook, in: rotation, named: secrets,
            about: subject, previous: hook == .rotated ? previous : nil,
            error: hook == .failed ? "an example of an error" : nil, at: now
        ).value
    }

    private var rotation: Rotation {
        var rotation = Rotation(
            id: 1, name: name, connection: "default",
            application: ApplicationReference(objectID: application.objectID),
            policy: PolicyPin(digest: "", index: 0), path: "", secrets: secrets, registeredAt: now)
        rotation.seen = application
        rotation.version = version - 1
        return rotation
    }

    private func credential(
        _ name: String, age: Duration, _ state: Credential.State
    ) -> Credential {
        let madeAt = now - age
        var credential = Credential(
            id: name, run: "", marker: Marker(home: "", intent: ""), keyID: "key-\(name)",
            state: state, intendedAt: madeAt, endsAt: madeAt + .days(64))
        guard state != .proven else { return credential }
        credential.version = state == .current ? version : version - 1
        return credential
    }
}
