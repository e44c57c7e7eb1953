import CryptoExtras
import Foundation

/// The public keys of an issuer by their ids.
///
/// - SeeAlso: RFC 7517.
struct IssuerKeys: Sendable {
    private let keys: [String: _RSA.Signing.PublicKey]

    /// Reads a key set; keys that are no RSA keys are left out.
    init(_ json: JSON) {
        guard case .array(let items) = json["keys"] else {
            keys = [:]
            return
        }
        let pairs = items.compactMap { item -> (String, _RSA.Signing.PublicKey)? in
            guard item["kty"]?.string == "RSA",
                let modulus = item["n"]?.string.flatMap(Base64.decode),
                let exponent = item["e"]?.string.flatMap(Base64.decode),
                let key = try? _RSA.Signing.PublicKey(n: Data(modulus), e: Data(exponent))
            else { return nil }
            return (item["kid"]?.string ?? "", key)
        }
        keys = Dictionary(pairs) { first, _ in first }
    }

    subscript(id: String) -> _RSA.Signing.PublicKey? { keys[id] }
}

extension IssuerKeys: Equatable {
    static func == (left: Self, right: Self) -> Bool {
        left.keys.keys == right.keys.keys
    }
}

extension IssuerKeys {
    /// Fetches the keys of an issuer on this machine by plain HTTP; nil when they cannot be had.
    ///
    /// No other host is asked, so that nobody makes the emulator send requests elsewhere.
    static func fetch(_ issuer: String) -> IssuerKeys? {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        guard let metadata = LoopbackGet.json(base + "/.well-known/openid-configuration"),
            metadata["issuer"]?.string == issuer,
            let address = metadata["jwks_uri"]?.string, let set = LoopbackGet.json(address)
        else { return nil }
        return IssuerKeys(set)
    }
}
