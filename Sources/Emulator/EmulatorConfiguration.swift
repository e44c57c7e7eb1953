package import Rotation

/// What a local tenant is started with.
package struct EmulatorConfiguration: Sendable {
    /// The port on 127.0.0.1; 0 takes a free one.
    package var port: Int = 0
    /// The tenant's GUID.
    package var tenantID = "11111111-1111-4111-8111-111111111111"
    /// The client id of the connection that may manage applications.
    package var clientID = "22222222-2222-4222-8222-222222222222"
    /// The connection's client secret; made from the seed when nil.
    package var clientSecret: String?
    /// What the connection is permitted to do.
    package var permission = Permission.ownedBy
    /// Whether it may read the report of sign-ins (`AuditLog.Read.All`).
    package var readsReports = true
    /// Permissions of the connection beside that, such as `AuditLog.Read.All`.
    package var roles: [String] = []
    /// Certificates in PEM by which the connection may sign in.
    package var certificates: [String] = []
    /// Issuers whose tokens sign the connection in.
    package var federatedCredentials: [Federation] = []
    /// The folder in which the Arc agent puts its challenges; nil where there is no agent.
    package var arcFolder: String?
    /// How far the tenant behaves like the real one.
    package var profile = Profile.calm
    /// JSON of knobs that differ from the profile, as `GET /_emulator/knobs` shows them.
    package var knobsText: String?
    /// The same seed gives the same sequence of ids and secrets.
    package var seed: UInt64 = 1
    /// Whose time it is.
    package var clock = ClockMode.real(skew: .zero)
    /// The applications the tenant begins with.
    package var applications: [SeededApplication] = [.quickstart, .paymentsAPI]

    /// Makes the configuration with the documented defaults.
    package init() {}

    /// An application permission of Microsoft Graph.
    package enum Permission: String, Sendable {
        /// Manages every application.
        case all = "Application.ReadWrite.All"
        /// Sees every application, manages those its service principal owns.
        case ownedBy = "Application.ReadWrite.OwnedBy"
    }

    /// An issuer, subject and audience that have to match a token in every letter.
    package struct Federation: Sendable, Equatable {
        /// Nil for the issuer that the emulator itself has.
        package var issuer: String?
        package var subject: String
        package var audience: String

        /// Makes a federation with the usual audience.
        package init(
            issuer: String? = nil, subject: String, audience: String = "api://AzureADTokenExchange"
        ) {
            self.issuer = issuer
            self.subject = subject
            self.audience = audience
        }
    }

    /// Where the emulator's time comes from.
    package enum ClockMode: Sendable, Equatable {
        /// The system's time, ahead of it by `skew`.
        case real(skew: Duration)
        /// Time that stands still until all its clients wait, or until it is moved by hand.
        case virtual(start: Instant)
    }
}

extension EmulatorConfiguration {
    var knownCertificates: [KnownCertificate] {
        certificates.compactMap { KnownCertificate(pemOrDER: Array($0.utf8)) }
    }

    /// - Throws: ``EmulatorError/unusable(what:why:)`` for what is no certificate.
    func check() throws(EmulatorError) {
        for text in certificates + applications.flatMap(\.certificates)
        where KnownCertificate(pemOrDER: Array(text.utf8)) == nil {
            throw .unusable(what: "a certificate", why: "it is no X.509 certificate in PEM")
        }
    }

    /// The knobs that differ from the profile.
    func knobs() throws(EmulatorError) -> JSON? {
        guard let knobsText else { return nil }
        do {
            return try JSON(parsing: Array(knobsText.utf8))
        } catch {
            throw .unusable(what: "the knobs", why: "they are no JSON")
        }
    }
}
