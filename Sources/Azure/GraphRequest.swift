internal import HTTP
internal import Rotation

/// A call of Graph that a script asks for, in the one spelling that is both judged and sent.
struct GraphRequest: CustomStringConvertible {
    static let methods = ["GET", "POST", "PATCH", "PUT", "DELETE"]
    /// The longest answer a script gets.
    private static let maxBodyBytes = 1 << 20
    /// The deepest answer a script gets as a value.
    private static let deepest = 24

    let method: String
    /// Percent-encodings that are not needed are undone; no dot segments.
    let path: String
    private let query: String?
    private let json: Value

    /// Reads a call.
    ///
    /// - Parameters:
    ///   - method: One of ``methods``.
    ///   - text: Path and query below the Graph host.
    ///   - json: The body; null for none.
    ///   - host: The connection's Graph host.
    /// - Throws: ``HostError/misuse(_:)`` for what cannot be trusted to mean one thing on both
    ///   sides, and for what would write a credential.
    init(method: String, path text: String, json: Value, host: String) throws(HostError) {
        self.method = method
        self.json = json
        let isPlain = text.utf8.allSatisfy {
            (0x21...0x7e).contains($0) && !"\\#\"<>^`{|}".utf8.contains($0)
        }
        guard isPlain, text.hasPrefix("/v1.0/") || text.hasPrefix("/beta/") else {
            throw Self.bad("path", "it must begin with /v1.0/ or /beta/, in plain characters")
        }
        guard let url = try? HTTPURL(host + text), let base = try? HTTPURL(host),
            url.origin == base.origin, let path = CanonicalPath.of(url.path),
            path.hasPrefix("/v1.0/") || path.hasPrefix("/beta/"), !path.contains("//")
        else { throw Self.bad("path", "it is malformed or leads elsewhere") }
        self.path = path
        query = url.query
        guard json.isPlain else {
            throw Self.bad("json", "it holds a secret, or a name that begins with '$'")
        }
        if method == "GET", json != .null { throw Self.bad("json", "GET has no body") }
        guard !CredentialWrites.isNamed(in: path, method: method),
            !CredentialWrites.isNamed(in: json)
        else {
            throw .misuse("graph never writes credentials: \(method) \(path) is refused")
        }
    }

    var description: String { "\(method) \(path)" }

    /// The pattern to grant for it.
    var suggestion: String { description }

    /// Sends it.
    ///
    /// - Returns: The status, with the answer as a value where it is JSON.
    func send(by graph: GraphClient) throws(IssuerError) -> Value {
        let body = json == .null ? "" : ValueText.encode(json)
        let call = GraphCall(
            action: "call \(description)", what: path, method: method,
            path: path + (query.map { "?\($0)" } ?? ""), body: Array(body.utf8),
            maxBodyBytes: Self.maxBodyBytes)
        switch try graph.exchange(call) {
        case .success(let response):
            var fields: [String: Value] = ["status": .int(Int64(response.status))]
            let text = String(decoding: response.body, as: UTF8.self)
            if let json = ValueText.decode(text, isForeign: true), json.depth <= Self.deepest {
                fields["json"] = json
            } else if !text.isEmpty {
                fields["body"] = .string(text)
            }
            return .map(fields)
        case .failure(let refusal):
            let error = refusal.error
            return .map([
                "status": .int(Int64(error.status)),
                "json": .map([
                    "error": .map([
                        "code": .string(error.code), "message": .string(error.message),
                    ])
                ]),
            ])
        }
    }

    private static func bad(_ name: String, _ why: String) -> HostError {
        .misuse("bad argument '\(name)' to graph: \(why)")
    }
}

/// A granted method on a path and all below it: `GET /v1.0/users`.
package struct GraphPattern: Equatable {
    private let method: String
    private let path: String

    /// Reads a pattern; nil when it is none.
    package init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 2, GraphRequest.methods.contains(words[0]),
            words[1].hasPrefix("/v1.0/") || words[1].hasPrefix("/beta/"),
            !words[1].contains("?"), let path = CanonicalPath.of(words[1])
        else { return nil }
        method = words[0]
        self.path = path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Whether the method is the same and the path is the pattern's or below it.
    func matches(_ request: GraphRequest) -> Bool {
        method == request.method && covers(request.path)
    }

    private func covers(_ path: String) -> Bool {
        path == self.path || path.hasPrefix(self.path + "/")
    }

    /// Whether one of the two is below the other.
    func overlaps(_ other: GraphPattern) -> Bool {
        method == other.method && (covers(other.path) || other.covers(path))
    }
}

extension Grants {
    /// Whether two entries about Graph allow anything in common.
    package static func overlap(graph one: String, _ other: String) -> Bool {
        guard let one = GraphPattern(one), let other = GraphPattern(other) else { return false }
        return one.overlaps(other)
    }

    /// The first entry about Graph that can never match; nil when all are well-formed.
    package var graphProblem: String? {
        for (name, granted) in byCaller.sorted(by: { $0.key < $1.key }) {
            for text in granted[.graph] where GraphPattern(text) == nil {
                return "grants[\"\(name)\"].graph: \"\(text)\" is not \"METHOD /v1.0/path\""
            }
        }
        return nil
    }
}

extension Value {
    /// Whether its JSON text means the same to somebody else: no handle, no name that is escaped.
    fileprivate var isPlain: Bool {
        switch self {
        case .secret, .function: false
        case .list(let items): items.allSatisfy(\.isPlain)
        case .map(let members):
            members.allSatisfy { !$0.key.hasPrefix("$") && $0.value.isPlain }
        default: true
        }
    }

    /// How deep it is nested.
    fileprivate var depth: Int {
        switch self {
        case .list(let items): 1 + (items.map(\.depth).max() ?? 0)
        case .map(let members): 1 + (members.values.map(\.depth).max() ?? 0)
        default: 0
        }
    }
}
