/// One request, to be sent once.
package struct HTTPRequest: Sendable {
    /// A method in capitals, such as `GET`.
    package var method: String
    /// An absolute URL; `http` only to loopback.
    package var url: String
    package var headers: [HTTPField]
    package var body: [UInt8]
    /// Whether sending it twice does no harm.
    ///
    /// libcurl silently resends a request when the kept connection it used turns out to be dead;
    /// a request that is not repeatable therefore gets a connection of its own.
    package var repeatable: Bool
    /// Whether to open a connection of its own even though it is repeatable.
    package var freshConnection = false
    /// False refuses every address that is not on the public internet, loopback included.
    package var allowsPrivateAddresses = true
    /// Whether plain `http` may go to a link-local address too, where a machine is told who it is.
    package var allowsPlainLinkLocal = false
    /// Limit for resolving, connecting and the TLS handshake.
    package var connectTimeout: Duration = .seconds(10)
    /// Limit for the whole exchange.
    package var timeout: Duration = .seconds(30)
    /// The longest answer that is accepted.
    package var maxBodyBytes = 8 << 20

    package init(
        _ method: String, _ url: String, headers: [HTTPField] = [], body: [UInt8] = [],
        repeatable: Bool
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.repeatable = repeatable
    }
}

/// One header line, of a request or of a response.
package struct HTTPField: Equatable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
