/// A refusal of Microsoft Graph.
struct GraphError: Error, Equatable {
    var status: Int
    var code: String
    var message: String
    /// Headers beside those of every answer.
    var headers: [Reply.Header] = []
}

extension GraphError {
    static func badRequest(_ code: String, _ message: String) -> Self {
        Self(status: 400, code: code, message: message)
    }

    /// An argument that is not of its type; OData refuses it before the directory sees it.
    static func literal(_ text: String, isNot type: String) -> Self {
        badRequest(
            "BadRequest",
            "Cannot convert the literal '\(text)' to the expected type 'Edm.\(type)'.")
    }

    static func notFound(_ id: String) -> Self {
        Self(
            status: 404, code: "Request_ResourceNotFound",
            message: "Resource '\(id)' does not exist or one of its queried "
                + "reference-property objects are not present.")
    }

    static let denied = Self(
        status: 403, code: "Authorization_RequestDenied",
        message: "Insufficient privileges to complete the operation.")

    /// No access token, or one that is not accepted here.
    static func unauthenticated(_ message: String) -> Self {
        let challenge =
            "Bearer realm=\"\", "
            + "authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", "
            + "client_id=\"00000003-0000-0000-c000-000000000000\""
        return Self(
            status: 401, code: "InvalidAuthenticationToken", message: message,
            headers: [Reply.Header("WWW-Authenticate", challenge)])
    }

    static let methodNotAllowed = Self(
        status: 405, code: "Request_BadRequest",
        message: "Specified HTTP method is not allowed for the request target.")

    static func noSegment(_ segment: String) -> Self {
        badRequest("BadRequest", "Resource not found for the segment '\(segment)'.")
    }

    static let unreadableBody = badRequest(
        "BadRequest",
        "Unable to read JSON request payload. Please ensure Content-Type header is set and payload "
            + "is of valid JSON format.")

    static let noContentType = badRequest(
        "BadRequest",
        "Write requests (excluding DELETE) must contain the Content-Type header declaration.")

    static let otherContentType = Self(
        status: 415, code: "Request_BadRequest",
        message: "A supported MIME type could not be found that matches the content type of the "
            + "request.")

    static let badEncoding = badRequest("BadRequest", "The request URI is not valid.")

    static let tooLarge = Self(
        status: 413, code: "RequestEntityTooLarge", message: "The request is too large.")

    /// The sentence that comes with any form of a write conflict.
    private static let concurrencyText =
        "Error due to concurrent requests being made to the tenant. Please wait briefly and retry."

    static let concurrency = Self(
        status: 409, code: "Directory_ConcurrencyViolation", message: concurrencyText)

    static let concurrencyAsBadRequest = badRequest("Request_BadRequest", concurrencyText)

    static let `internal` = Self(
        status: 500, code: "Service_InternalServerError",
        message: "Encountered an internal server error.")

    /// Too many requests; `limit` is what was exceeded.
    static func throttled(
        by limit: String, client: String, tenant: String, retryAfter: Int?
    ) -> Self {
        var headers = [
            Reply.Header("x-ms-throttle-scope", "Tenant_Application/ReadWrite/\(client)/\(tenant)"),
            Reply.Header("x-ms-throttle-information", "\(limit)LimitExceeded"),
        ]
        if let retryAfter { headers.append(.init("Retry-After", String(retryAfter))) }
        return Self(
            status: 429, code: "TooManyRequests", message: "Too many requests.", headers: headers)
    }
}

extension GraphError {
    static let quotaExceeded = Self(
        status: 403, code: "Directory_QuotaExceeded",
        message: "The directory object quota limit for the Principal has been exceeded. Please ask "
            + "your administrator to increase the quota limit or delete objects to reduce the used "
            + "quota.")

    static let tooManyValues = Self(
        status: 403, code: "Directory_ResourceSizeExceeded",
        message: "The size of the object has exceeded its limit. Please reduce the number of "
            + "values and retry your request.")

    static func lifetimeExceeded(_ policy: String) -> Self {
        badRequest(
            "CredentialInvalidLifetimeAsPerAppPolicy",
            "Credential lifetime exceeds the max value allowed as per assigned policy '\(policy)'.")
    }

    static let typeForbidden = badRequest(
        "CredentialTypeNotAllowedAsPerAppPolicy",
        "Credential type not allowed as per assigned policy '\(Tenant.policyID)'.")

    static let locked = badRequest(
        "CannotUpdateLockedServicePrincipalProperty",
        "Property passwordCredentials is invalid: it is locked by the application's owner.")

    static let badProof = Self(
        status: 401, code: "Authentication_MissingOrMalformed",
        message: "Access Token missing or malformed.")

    static func invalidKeys(_ why: String) -> Self {
        badRequest(
            "Request_BadRequest",
            "Invalid value specified for property 'keyCredentials' of resource 'Application': "
                + "\(why).")
    }

    static let alreadyOwner = badRequest(
        "Request_BadRequest",
        "One or more added object references already exist for the following modified "
            + "properties: 'owners'.")

    static let tooManyFederated = badRequest(
        "Request_BadRequest",
        "The maximum number of federated identity credentials per application is 20.")

    static func federatedExists(_ name: String) -> Self {
        Self(
            status: 409, code: "Request_MultipleObjectsWithSameKeyValue",
            message: "FederatedIdentityCredential with name \(name) already exists.")
    }

    static func noSuchApplication(_ id: String) -> Self {
        badRequest(
            "Request_BadRequest",
            "The appId '\(id)' of the service principal does not reference a valid application "
                + "object.")
    }

    static func principalExists(_ id: String) -> Self {
        Self(
            status: 409, code: "Request_MultipleObjectsWithSameKeyValue",
            message: "The service principal cannot be created, updated, or restored because the "
                + "service principal name \(id) is already in use.")
    }
}
