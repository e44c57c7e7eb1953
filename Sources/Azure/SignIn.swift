package import Rotation

/// How a connection shows who it is.
///
/// Whatever is on disk or in the environment is read anew for every sign-in: it may be replaced
/// at any time.
package enum SignIn {
    /// By a client secret.
    case secret(() throws(IssuerError) -> SecretValue)
    /// By one of several client secrets, the first of these that is known to the tenant: the later
    /// ones are what was used before.
    case kept(() throws(IssuerError) -> [SecretValue])
    /// By a certificate: the path of a PEM file with an RSA key and its certificate.
    case certificate(path: String)
    /// By a token of another issuer that the application trusts: the path of the file it is in.
    case federated(path: String)
    /// As the machine or the service that we run on.
    case managed(ManagedIdentity)
}

/// What one request to the token endpoint carries to show who signs in.
enum ClientProof {
    case secret(SecretValue)
    /// A JWT, signed by the client's own certificate or by an issuer that is trusted.
    case assertion(SecretValue)

    /// Adds the fields of RFC 6749, section 2.3.1, or of RFC 7523, section 2.2.
    func write(to form: inout FormEncoding) {
        switch self {
        case .secret(let value): form.add("client_secret", value)
        case .assertion(let token):
            form.add(
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            form.add("client_assertion", token)
        }
    }
}
