internal import CCurl

/// An absolute `http` or `https` URL, taken apart by libcurl's own parser.
///
/// What is checked here is what is connected to: there is no second parser to disagree with.
package struct HTTPURL: Equatable, Sendable {
    /// `http` or `https`.
    package let scheme: String
    /// In lower case; an IPv6 address in brackets; odd spellings of IPv4 made plain.
    package let host: String
    package let port: Int
    /// Starts with a slash; dot segments are gone, percent-encodings stay.
    package let path: String
    /// Without its question mark.
    package let query: String?

    /// Reads `text`.
    ///
    /// - Throws: ``TransportError/misuse(_:)``, without repeating the text, when it is not such a
    ///   URL or carries a user name or a password.
    package init(_ text: String) throws(TransportError) {
        guard let parser = curl_url() else { throw .misuse("out of memory (curl 27)") }
        defer { curl_url_cleanup(parser) }
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME)
        let code = curl_url_set(parser, CURLUPART_URL, text, flags)
        guard code == CURLUE_OK, text.allBytes({ $0 != 0 }) else {
            throw .misuse("not a usable URL: " + String(cString: curl_url_strerror(code)))
        }
        func part(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
            var piece: UnsafeMutablePointer<CChar>?
            guard curl_url_get(parser, part, &piece, UInt32(flags)) == CURLUE_OK, let piece else {
                return nil
            }
            defer { curl_free(piece) }
            return String(cString: piece)
        }
        guard let scheme = part(CURLUPART_SCHEME)?.lowercased(), ["http", "https"].contains(scheme)
        else { throw .misuse("not a usable URL: http or https expected") }
        guard let host = part(CURLUPART_HOST)?.lowercased(), !host.isEmpty,
            let port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap({ Int($0) })
        else { throw .misuse("not a usable URL: it names no host") }
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = part(CURLUPART_PATH) ?? "/"
        self.query = part(CURLUPART_QUERY)
    }

    /// Scheme, host and port, such as `https://graph.microsoft.com`.
    package var origin: String {
        let usual = scheme == "https" ? 443 : 80
        return scheme + "://" + host + (port == usual ? "" : ":" + String(port))
    }

    /// The URL in one spelling, without a fragment.
    package var text: String {
        origin + path + (query.map { "?" + $0 } ?? "")
    }

    /// The host when it is written as an address.
    package var address: IPAddress? { IPAddress(host) }

    /// Whether the host is `localhost` or a loopback address.
    package var isLoopback: Bool {
        host == "localhost" || address?.isLoopback == true
    }
}
