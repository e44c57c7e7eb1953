internal import FoundationEssentials
internal import HTTP
internal import Rotation

/// An answer of Graph that is no success, read tolerantly.
///
/// - SeeAlso: Microsoft Graph, "Microsoft Graph error responses and resource types".
struct GraphError: Equatable {
    /// What the answer means.
    enum Kind: Equatable {
        /// Another write to the same object; not applied.
        case conflict
        /// The token was not accepted; not applied.
        case unauthenticated
        case denied
        case notFound
        case throttled
        /// The tenant's credential policy forbids this lifetime.
        case lifetimeForbidden
        /// The directory or the tenant has to change first.
        case blocked
        /// `removePassword` knows no such key, or not yet.
        case noSuchCredential
        /// Not applied, and likely to pass.
        case transient
        /// It may have been applied.
        case unknown
        /// Not applied, and it stays so.
        case permanent
    }

    let status: Int
    /// May be empty.
    let code: String
    /// One line; empty when the answer was not Graph's.
    let message: String
    /// From the header or the body; what Microsoft's support asks for.
    let requestID: String?
    let retryAfter: Duration?

    /// Reads an answer, which may be HTML, empty, or anything else from an edge server.
    init(_ response: HTTPResponse, now: Instant) {
        let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
        let inner = body?.error.innerError ?? body?.error.innererror
        status = response.status
        code = (body?.error.code ?? "").oneLine
        message = (body?.error.message ?? "").oneLine
        requestID = (response["request-id"] ?? inner?.requestID)?.oneLine
        retryAfter = response.retryAfter(now: now)
    }

    var kind: Kind {
        if (400..<500).contains(status), isConcurrency { return .conflict }
        switch status {
        case 400: return badRequest
        case 401:
            return code == "InvalidAuthenticationToken" || code.isEmpty ? .unauthenticated : .denied
        case 403: return isOverfull ? .blocked : .denied
        case 404: return isAbsence ? .notFound : .transient
        case 408: return .unknown
        case 412: return .conflict
        case 429: return .throttled
        case 400..<500: return .permanent
        default: return .unknown
        }
    }

    /// Code and message as an operator may read them, with the request id.
    var summary: String {
        let said = [code, message].filter { !$0.isEmpty }.joined(separator: ": ")
        let text = said.isEmpty ? "HTTP \(status) without a Graph error" : said
        return text + (requestID.map { " (request-id \($0))" } ?? "")
    }

    private var badRequest: Kind {
        if code == "CredentialInvalidLifetimeAsPerAppPolicy" { return .lifetimeForbidden }
        let isPolicy = code.hasSuffix("AsPerAppPolicy") || code.hasPrefix("CannotUpdateLocked")
        if isPolicy || isOverfull { return .blocked }
        return mentions("no password credential found") ? .noSuchCredential : .permanent
    }

    /// The code, or, in a plain 400, nothing but the sentence.
    private var isConcurrency: Bool {
        code == "Directory_ConcurrencyViolation" || mentions("due to concurrent requests")
    }

    private var isOverfull: Bool {
        code == "Directory_QuotaExceeded" || code == "Directory_ResourceSizeExceeded"
            || mentions("size of the object has exceeded its limit")
            || mentions("you can only add a maximum of")
    }

    /// `Directory_ObjectNotFound` is a spurious one; an answer without a code is not Graph's.
    private var isAbsence: Bool {
        !code.isEmpty && code != "Directory_ObjectNotFound"
    }

    private func mentions(_ words: String) -> Bool {
        message.lowercased().contains(words)
    }

    private struct Body: Decodable {
        var error: Detail
    }

    private struct Detail: Decodable {
        var code: String?
        var message: String?
        var innerError: Inner?
        var innererror: Inner?
    }

    private struct Inner: Decodable {
        var requestID: String?

        enum CodingKeys: String, CodingKey {
            case requestID = "request-id"
        }
    }
}

extension GraphError {
    /// What it means for the one who wanted to do `action` with `what`.
    func issuerError(action: String, what: String, isWrite: Bool) -> IssuerError {
        switch kind {
        case .conflict: .conflict(action: action)
        case .unauthenticated, .denied: .denied(action: action, why: summary)
        case .notFound: .notFound(what: what)
        case .throttled: .throttled(action: action, retryAfter: retryAfter)
        case .lifetimeForbidden: .refused(action: action, why: summary, recovery: .fixPolicy)
        case .blocked: .refused(action: action, why: summary, recovery: .fixAccess)
        case .noSuchCredential, .permanent:
            .refused(action: action, why: summary, recovery: .inspect)
        case .transient: .unreachable(action: action, why: summary)
        case .unknown where isWrite: .noAnswer(action: action, why: summary)
        case .unknown where retryAfter != nil: .throttled(action: action, retryAfter: retryAfter)
        case .unknown: .unreachable(action: action, why: summary)
        }
    }
}
