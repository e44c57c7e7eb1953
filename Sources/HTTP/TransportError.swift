/// Why there is no answer to a request.
package enum TransportError: Error, Equatable, Sendable {
    /// Nothing of the request reached the server: no address, no connection, no TLS.
    case notSent(String)
    /// It was sent, or may have been, and no whole answer came back.
    case noAnswer(String)
    /// The answer is longer than the request allows; the request was carried out or refused.
    case tooLarge(limitBytes: Int)
    /// The request breaks a rule of the client; nothing was sent.
    case misuse(String)
    /// The target is at an address this request may not reach; nothing was sent.
    case forbidden(String)
}

extension TransportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notSent(let why), .noAnswer(let why), .misuse(let why), .forbidden(let why): why
        case .tooLarge(let limit): "the answer is longer than \(limit) bytes (curl 23)"
        }
    }
}
