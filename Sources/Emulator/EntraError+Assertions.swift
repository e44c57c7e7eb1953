import Rotation

/// The refusals of assertions: certificates and federated tokens.
extension EntraError {
    private static func invalidClient(_ code: Int, _ text: String) -> Self {
        Self(status: 401, error: "invalid_client", code: code, text: text)
    }

    static func badAssertionType(_ type: String) -> Self {
        Self(
            status: 400, error: "invalid_request", code: 900_144,
            text: "The request body must contain the following parameter: "
                + "'client_assertion_type'. The value '\(type)' is not supported.")
    }

    static let malformedAssertion = invalidClient(
        50_027, "JWT token is invalid or malformed.")

    static let assertionForAnother = invalidClient(
        700_021,
        "Client assertion application identifier doesn't match 'client_id' parameter.")

    static let assertionAudience = invalidClient(
        700_023, "Client assertion audience claim does not match Realm issuer.")

    static func assertionTime(now: Instant, from: Instant, to: Instant) -> Self {
        invalidClient(
            700_024,
            "Client assertion is not within its valid time range. Current time: \(now), assertion "
                + "valid from \(from), expiry time of assertion \(to).")
    }

    static func unsupportedAlgorithm(_ name: String) -> Self {
        invalidClient(
            700_027,
            "Client assertion contains an invalid signature. [Reason - The assertion uses an "
                + "unsupported asymmetric signing algorithm '\(name)'.]")
    }

    static func unknownCertificate(_ thumbprint: String, of client: String) -> Self {
        invalidClient(
            700_027,
            "Client assertion contains an invalid signature. [Reason - The key was not found., "
                + "Thumbprint of key used by client: '\(thumbprint)', Please visit the Azure "
                + "Portal, Graph Explorer or directly use MS Graph to see configured keys for app "
                + "Id '\(client)'.]")
    }

    static func expiredCertificate(_ thumbprint: String, of client: String) -> Self {
        invalidClient(
            700_027,
            "Client assertion contains an invalid signature. [Reason - The key used is expired., "
                + "Thumbprint of key used by client: '\(thumbprint)', app Id '\(client)'.]")
    }

    static func badSignature(_ thumbprint: String) -> Self {
        invalidClient(
            700_027,
            "Client assertion contains an invalid signature. [Reason - Key was found, but use of "
                + "the key to verify the signature failed., Thumbprint of key used by client: "
                + "'\(thumbprint)'.]")
    }

    static func noFederation(_ client: String) -> Self {
        invalidClient(
            70_025,
            "The client '\(client)' has no configured federated identity credentials.")
    }

    private static let advice =
        "Please note that the matching is done using a case-sensitive comparison. Check your "
        + "federated identity credential Subject, Audience and Issuer against the presented "
        + "assertion."

    static func unknownIssuer(_ issuer: String) -> Self {
        invalidClient(
            700_211,
            "No matching federated identity record found for presented assertion issuer "
                + "'\(issuer)'. \(advice)")
    }

    static func unknownAudience(_ audience: String) -> Self {
        invalidClient(
            700_212,
            "No matching federated identity record found for presented assertion audience "
                + "'\(audience)'. \(advice)")
    }

    static func unknownSubject(_ subject: String) -> Self {
        invalidClient(
            700_213,
            "No matching federated identity record found for presented assertion subject "
                + "'\(subject)'. \(advice)")
    }

    static func issuerUnreachable(_ issuer: String) -> Self {
        Self(
            status: 400, error: "invalid_request", code: 50_166,
            text: "Request to External OIDC endpoint failed: \(issuer).")
    }

    static let badIssuerSignature = invalidClient(
        50_013,
        "Assertion failed signature validation. [Reason - The key was not found or the signature "
            + "could not be verified.]")
}
