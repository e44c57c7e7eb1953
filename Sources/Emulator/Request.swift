/// A request, taken apart.
struct Request: Sendable {
    /// In upper case.
    let method: String
    /// The parts of the path, decoded.
    let path: [String]
    /// The query as it was sent.
    let rawQuery: String
    let headers: Headers
    /// Nil when it was too large to be kept.
    let body: [UInt8]?
    /// Whether every `%` in the target begins an encoded byte, and these are UTF-8.
    let isWellEncoded: Bool

    /// Takes apart a target such as `/v1.0/applications?$top=3`.
    init(method: String, target: String, headers: Headers = .init(), body: [UInt8]? = []) {
        let origin = Self.originForm(target)
        let parts = origin.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method.uppercased()
        path = parts[0].split(separator: "/").map { FormData.decode($0) }
        rawQuery = parts.count > 1 ? String(parts[1]) : ""
        self.headers = headers
        self.body = body
        isWellEncoded = FormData.isWellEncoded(origin)
    }

    /// What follows the host where a proxy's form of the target names one.
    private static func originForm(_ target: String) -> Substring {
        guard !target.hasPrefix("/"), let scheme = target.firstRange(of: "://") else {
            return target[...]
        }
        let rest = target[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
    }

    /// The query, decoded.
    var query: FormData { FormData(parsing: rawQuery) }

    /// The body as text.
    var text: String { String(decoding: body ?? [], as: UTF8.self) }

    /// Whether the answer may come from the index that lags more.
    var isEventual: Bool { headers["ConsistencyLevel"]?.lowercased() == "eventual" }
}

extension Request {
    /// Scheme, host and port by which the other side knows us.
    struct Origin: Equatable, Sendable {
        let scheme: String
        let host: String

        var text: String { "\(scheme)://\(host)" }
    }

    /// The origin the client used, also when a proxy stands between.
    var origin: Origin {
        let host = headers["X-Forwarded-Host"].map(Self.first) ?? headers["Host"] ?? "127.0.0.1"
        let isSecure = headers["X-Forwarded-Proto"].map(Self.first)?.lowercased() == "https"
        return Origin(scheme: isSecure ? "https" : "http", host: host)
    }

    /// Whether it was sent to a loopback name by a program on this machine: through no proxy, and
    /// not by a page in a browser.
    var isLocal: Bool {
        let isDirect = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Origin"]
            .allSatisfy { headers[$0] == nil }
        return isDirect && (headers["Host"].map(Self.isLoopback) ?? true)
    }

    /// Whether `host` or `host:port` names this machine only.
    static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        if host.hasPrefix("[::1]") { return true }
        let name = host.split(separator: ":", omittingEmptySubsequences: false).first ?? ""
        return name == "127.0.0.1" || name == "localhost"
    }

    /// The first of the values that several proxies in a row write.
    private static func first(_ list: String) -> String {
        String(list.split(separator: ",").first?.trimmingPrefix(" ") ?? "")
    }
}
