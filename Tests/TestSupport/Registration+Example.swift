package import Rotation

extension Registration {
    /// The example policy on record under `digest`.
    package static func example(
        _ declaration: Declaration = .example, digest: String = "d1", path: String = "payments.lua",
        modules: [String: String] = [:]
    ) -> Registration {
        Registration(
            declaration: declaration, pin: PolicyPin(digest: digest, index: 0), path: path,
            source: PolicySource("return {}", modules: modules))
    }
}

extension Declaration {
    /// The example for the application and the secret number `number` of many.
    package static func example(_ number: Int) -> Declaration {
        var declaration = Declaration.example
        declaration.name = "fleet-\(number)"
        declaration.application = ApplicationReference(clientID: "client-\(number)")
        declaration.secrets = SecretNames(clientID: nil, clientSecret: "S\(number)")
        return declaration
    }
}

extension Credential {
    /// A sealed credential of the example application.
    package static func example(_ id: String, at now: Instant) -> Credential {
        var credential = Credential(
            id: id, run: "run", marker: Marker(home: "abcdef01", intent: id),
            keyID: "key-\(id)", state: .sealed, intendedAt: now, endsAt: now + .days(64))
        credential.mintedAt = now
        credential.wake = Wake(now + .seconds(10), for: .proof)
        return credential
    }
}
