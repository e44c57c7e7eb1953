extension Fault.Refusal {
    /// The refusal as Graph words it.
    var graphError: GraphError {
        let usual: (String, String) =
            switch status {
            case 400: ("Request_BadRequest", "Bad request.")
            case 401: ("InvalidAuthenticationToken", "Access token validation failure.")
            case 403: ("Authorization_RequestDenied", GraphError.denied.message)
            case 404: ("Request_ResourceNotFound", "Resource not found.")
            case 409: ("Directory_ConcurrencyViolation", GraphError.concurrency.message)
            case 429: ("TooManyRequests", "Too many requests.")
            case 503: ("serviceNotAvailable", "The service is temporarily unavailable.")
            case 504: ("gatewayTimeout", "The gateway timed out.")
            default: ("generalException", "General exception while processing")
            }
        return GraphError(
            status: status, code: code ?? usual.0, message: message ?? usual.1, headers: headers)
    }

    /// The refusal as Entra words it.
    var entraError: EntraError {
        let number = code.map { $0.replacing("AADSTS", with: "") }.flatMap { Int($0) }
        var known = number.flatMap { Self.known[$0] } ?? Self.usual(status)
        known.status = status
        known.code = number ?? known.code
        known.text = message ?? known.text
        return known
    }

    /// The headers that go with it.
    var headers: [Reply.Header] {
        retryAfter.map { [Reply.Header("Retry-After", String($0))] } ?? []
    }

    private static func usual(_ status: Int) -> EntraError {
        switch status {
        case 429:
            EntraError(
                status: 429, error: "temporarily_unavailable", code: 90_055,
                text: "The request was throttled due to too many requests.")
        case 500...:
            EntraError(
                status: status, error: "temporarily_unavailable", code: 90_033,
                text: "A transient error has occurred. Please try again.")
        default:
            EntraError(
                status: status, error: "invalid_request", code: 90_014, text: "Invalid request.")
        }
    }

    /// Errors of the token endpoint that only a fault brings about, by number.
    private static let known: [Int: EntraError] = [
        50_196: .loop,
        7_000_112: EntraError(
            status: 401, error: "unauthorized_client", code: 7_000_112,
            text: "Application is disabled."),
        7_000_215: EntraError(
            status: 401, error: "invalid_client", code: 7_000_215,
            text: "Invalid client secret is provided."),
        7_000_222: EntraError(
            status: 401, error: "invalid_client", code: 7_000_222,
            text: "The provided client secret keys are expired."),
        700_016: EntraError(
            status: 400, error: "unauthorized_client", code: 700_016,
            text: "Application was not found in the directory."),
    ]
}
