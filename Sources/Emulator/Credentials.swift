import Rotation

/// A client secret with its value and its history.
struct PasswordRecord: Sendable {
    /// In lower case.
    let keyID: String
    let displayName: String?
    let value: String
    let start: Timestamp
    let end: Timestamp
    /// The client id of who added it, or `seed`.
    let createdBy: String
    /// What old portals wrote instead of a display name, in base64.
    var customKeyIdentifier: String?
    let added: Event
    var removed: Event?

    /// What reads show of the value: its first three characters.
    var hint: String { String(value.prefix(3)) }
}

/// A certificate with its history.
struct KeyRecord: Sendable {
    /// In lower case.
    let keyID: String
    let displayName: String?
    let usage: String
    let type: String
    let start: Timestamp
    let end: Timestamp
    let customKeyIdentifier: String
    let certificate: KnownCertificate
    /// The client id of who added it, or `seed`.
    let createdBy: String
    let added: Event
    var removed: Event?

    /// Whether it may sign at that moment.
    func isValid(at now: Instant) -> Bool {
        removed == nil && start.instant <= now && now < end.instant
    }
}

/// Whose tokens an application takes instead of a secret.
struct FederatedCredential: Equatable, Sendable {
    let id: String
    var name: String
    var issuer: String
    var subject: String
    var audiences: [String]
    var details: String?

    /// The most that one application may have.
    static let most = 20
}
