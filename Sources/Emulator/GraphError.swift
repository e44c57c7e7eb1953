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

    static let tooLarge = Self(
        status: 413, code: "RequestEntityTooLarge", message: "The request is too large.")
}
