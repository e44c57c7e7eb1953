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

    /// Where the emulator's time comes from.
    package enum ClockMode: Sendable, Equatable {
        /// The system's time, ahead of it by `skew`.
        case real(skew: Duration)
        /// Time that stands still until all its clients wait, or until it is moved by hand.
        case virtual(start: Instant)
    }
}

/// An application that exists before the first request, made 335 days earlier.
package struct SeededApplication: Sendable {
    /// The directory object's GUID; made from the seed when nil.
    package var objectID: String?
    /// The client id; made from the seed when nil.
    package var appID: String?
    package var displayName: String
    package var signInAudience = "AzureADMyOrg"
    package var tags: [String] = []
    /// Whether the connection's service principal is its owner.
    package var isOwned = true
    /// The display names of client secrets it has, each valid for a year from its creation.
    package var secrets: [String] = []

    /// Makes an application of that name with ids from the seed.
    package init(displayName: String) {
        self.displayName = displayName
    }

    /// The application of the quick start, with a client secret that somebody made by hand.
    package static var quickstart: SeededApplication {
        var application = SeededApplication(displayName: "quickstart")
        application.objectID = "0b1d0001-0000-4000-8000-000000000001"
        application.appID = "6f3c0001-0000-4000-8000-000000000001"
        application.secrets = ["made by hand"]
        return application
    }

    /// The application of the example policy, without client secrets.
    package static var paymentsAPI: SeededApplication {
        var application = SeededApplication(displayName: "payments-api")
        application.objectID = "0b1d0001-0000-4000-8000-000000000002"
        application.appID = "6f3c0001-0000-4000-8000-000000000002"
        return application
    }
}
