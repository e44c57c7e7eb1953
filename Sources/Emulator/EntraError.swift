/// A refusal of the Entra token endpoint.
struct EntraError: Error, Equatable {
    var status: Int
    /// The OAuth 2 error.
    var error: String
    /// The number after `AADSTS`.
    var code: Int
    var text: String
}

extension EntraError {
    static func unknownTenant(_ tenant: String) -> Self {
        Self(
            status: 400, error: "invalid_request", code: 90_002,
            text: "Tenant '\(tenant)' not found. Check to make sure you have the correct tenant ID "
                + "and are signing into the correct cloud. Check with your subscription "
                + "administrator, this may happen if there are no active subscriptions for the "
                + "tenant.")
    }

    static let noTenant = Self(
        status: 400, error: "invalid_request", code: 50_059,
        text: "No tenant-identifying information found in either the request or implied by any "
            + "provided credentials.")

    static func missing(_ parameter: String) -> Self {
        Self(
            status: 400, error: "invalid_request", code: 900_144,
            text: "The request body must contain the following parameter: '\(parameter)'.")
    }

    static func unsupportedGrant(_ grant: String) -> Self {
        Self(
            status: 400, error: "unsupported_grant_type", code: 70_003,
            text: "The app requested an unsupported grant type '\(grant)'.")
    }

    static func unknownApplication(_ id: String, tenant: String) -> Self {
        Self(
            status: 400, error: "unauthorized_client", code: 700_016,
            text: "Application with identifier '\(id)' was not found in the directory "
                + "'\(tenant)'. This can happen if the application has not been installed by the "
                + "administrator of the tenant or consented to by any user in the tenant. You may "
                + "have sent your authentication request to the wrong tenant.")
    }

    static let noCredential = Self(
        status: 401, error: "invalid_client", code: 7_000_218,
        text: "The request body must contain the following parameter: 'client_assertion' or "
            + "'client_secret'.")

    static func wrongSecret(of id: String) -> Self {
        Self(
            status: 401, error: "invalid_client", code: 7_000_215,
            text: "Invalid client secret provided. Ensure the secret being sent in the request is "
                + "the client secret value, not the client secret ID, for a secret added to app "
                + "'\(id)'.")
    }

    static func expiredSecret(of id: String) -> Self {
        Self(
            status: 401, error: "invalid_client", code: 7_000_222,
            text: "The provided client secret keys for app '\(id)' are expired. Visit the Azure "
                + "portal to create new keys for your app: https://aka.ms/NewClientSecret, or "
                + "consider using certificate credentials for added security: "
                + "https://aka.ms/certCreds.")
    }

    static func scopeWithoutDefault(_ scope: String) -> Self {
        Self(
            status: 400, error: "invalid_scope", code: 1_002_012,
            text: "The provided value for scope \(scope) is not valid. Client credential flows "
                + "must have a scope value with /.default suffixed to the resource identifier "
                + "(application ID URI).")
    }

    static func invalidScope(_ scope: String) -> Self {
        Self(
            status: 400, error: "invalid_scope", code: 70_011,
            text: "The provided request must include a 'scope' input parameter. The provided value "
                + "for the input parameter 'scope' is not valid. The scope \(scope) is not valid.")
    }

    static func noPrincipal(_ id: String) -> Self {
        Self(
            status: 400, error: "unauthorized_client", code: 7_000_229,
            text: "The client application \(id) is missing service principal in the tenant. See "
                + "instructions here: https://go.microsoft.com/fwlink/?linkid=2225119")
    }

    static func disabled(_ id: String, _ name: String) -> Self {
        Self(
            status: 401, error: "unauthorized_client", code: 7_000_112,
            text: "Application '\(id)'(\(name)) is disabled.")
    }

    static func consumersOnly(_ id: String, _ name: String) -> Self {
        Self(
            status: 400, error: "invalid_request", code: 9_002_331,
            text: "Application '\(id)'(\(name)) is configured for use by Microsoft Account users "
                + "only. Please use the /consumers endpoint to serve this request.")
    }

    static let loop = Self(
        status: 400, error: "invalid_grant", code: 50_196,
        text: "The server terminated an operation because it encountered a client request loop. "
            + "Please contact your app vendor.")

    static let tooLarge = Self(
        status: 413, error: "invalid_request", code: 90_100, text: "The request is too large.")

    static let methodNotAllowed = Self(
        status: 405, error: "invalid_request", code: 900_561,
        text: "The endpoint only accepts POST requests. Received another request.")
}
