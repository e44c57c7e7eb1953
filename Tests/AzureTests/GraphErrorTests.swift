import HTTP
import Rotation
import Testing

@testable import Azure

struct GraphErrorTests {
    /// One row of a table: an answer and what it means.
    struct Row: Sendable, CustomTestStringConvertible {
        let status: Int
        let code: String
        var message = "m"
        let kind: GraphError.Kind
        var testDescription: String { "\(status) \(code) \(message)" }
    }

    private func error(_ status: Int, _ body: String, _ fields: [HTTPField] = []) -> GraphError {
        GraphError(
            HTTPResponse(status: status, headers: fields, body: Array(body.utf8)),
            now: Instant(0))
    }

    static let sentence =
        "Error due to concurrent requests being made to the tenant. Please wait briefly and retry."
    static let oversize =
        "The size of the object has exceeded its limit. Please reduce the number of values"

    @Test(
        "Each row of Microsoft's and the field's error table is told apart",
        arguments: [
            Row(status: 400, code: "Request_BadRequest", kind: .permanent),
            Row(status: 400, code: "Request_BadRequest", message: sentence, kind: .conflict),
            Row(status: 400, code: "Directory_ConcurrencyViolation", kind: .conflict),
            Row(
                status: 400, code: "Request_BadRequest",
                message: "No password credential found with keyId.", kind: .noSuchCredential),
            Row(
                status: 400, code: "CredentialInvalidLifetimeAsPerAppPolicy",
                kind: .lifetimeForbidden),
            Row(status: 400, code: "CredentialTypeNotAllowedAsPerAppPolicy", kind: .blocked),
            Row(status: 400, code: "Request_BadRequest", message: oversize, kind: .blocked),
            Row(
                status: 400, code: "",
                message:
                    "Not allowed to add 3 passwords. You can only add a maximum of 2 passwords.",
                kind: .blocked),
            Row(
                status: 400, code: "CannotUpdateLockedServicePrincipalProperty", kind: .blocked),
            Row(status: 401, code: "InvalidAuthenticationToken", kind: .unauthenticated),
            Row(status: 401, code: "", kind: .unauthenticated),
            Row(status: 401, code: "Authentication_MissingOrMalformed", kind: .denied),
            Row(status: 403, code: "Authorization_RequestDenied", kind: .denied),
            Row(status: 403, code: "Directory_QuotaExceeded", kind: .blocked),
            Row(status: 403, code: "Directory_ResourceSizeExceeded", kind: .blocked),
            Row(status: 404, code: "Request_ResourceNotFound", kind: .notFound),
            Row(status: 404, code: "Directory_ObjectNotFound", kind: .transient),
            Row(status: 405, code: "Request_BadRequest", kind: .permanent),
            Row(status: 409, code: "Directory_ConcurrencyViolation", kind: .conflict),
            Row(status: 409, code: "ObjectConflict", message: sentence, kind: .conflict),
            Row(status: 409, code: "ObjectConflict", message: "name exists", kind: .permanent),
            Row(status: 412, code: "Request_PreconditionFailed", kind: .conflict),
            Row(status: 429, code: "TooManyRequests", kind: .throttled),
            Row(status: 429, code: "Request_ThrottledTemporarily", kind: .throttled),
            Row(status: 429, code: "", kind: .throttled),
            Row(status: 500, code: "generalException", kind: .unknown),
            Row(status: 500, code: "Request_BadRequest", message: sentence, kind: .unknown),
            Row(status: 503, code: "Service_Unavailable", kind: .unknown),
            Row(status: 504, code: "Service_Timeout", kind: .unknown),
            Row(status: 302, code: "", kind: .unknown),
        ])
    func table(_ row: Row) {
        let body = #"{"error":{"code":"\#(row.code)","message":"\#(row.message)"}}"#
        #expect(error(row.status, body).kind == row.kind)
    }

    @Test("HTML, empty and odd bodies are judged by their status alone")
    func notJSON() {
        for body in ["", "<html>gateway</html>", "{}", #"{"error":"text"}"#, "null", "[]"] {
            #expect(error(502, body).kind == .unknown)
            #expect(error(404, body).kind == .transient)
            #expect(error(400, body).kind == .permanent)
            #expect(error(429, body).kind == .throttled)
            #expect(error(502, body).summary == "HTTP 502 without a Graph error")
        }
    }

    @Test("The request id comes from the header or from either spelling of the inner error")
    func requestID() {
        let upper = #"{"error":{"code":"c","message":"m","innerError":{"request-id":"i"}}}"#
        let lower = #"{"error":{"code":"c","message":"m","innererror":{"request-id":"j"}}}"#
        #expect(error(400, upper).summary == "c: m (request-id i)")
        #expect(error(400, lower).requestID == "j")
        #expect(error(400, lower, [HTTPField("request-id", "h")]).requestID == "h")
    }

    @Test("What a caller is told depends on whether it would have changed something")
    func translation() {
        let outage = error(503, "", [HTTPField("Retry-After", "9")])
        func told(_ error: GraphError, isWrite: Bool) -> IssuerError {
            error.issuerError(action: "a", what: "w", isWrite: isWrite)
        }
        #expect(told(outage, isWrite: false) == .throttled(action: "a", retryAfter: .seconds(9)))
        let why = "HTTP 503 without a Graph error"
        #expect(told(outage, isWrite: true) == .noAnswer(action: "a", why: why))
        #expect(told(error(503, ""), isWrite: false) == .unreachable(action: "a", why: why))
        let policy = error(400, #"{"error":{"code":"CredentialInvalidLifetimeAsPerAppPolicy"}}"#)
        #expect(told(policy, isWrite: true).recovery == .fixPolicy)
    }

    @Test("A message is kept to one short line")
    func oneLine() {
        let body =
            #"{"error":{"code":"c","message":"a\r\nb\#(String(repeating: "x", count: 900))"}}"#
        let message = error(400, body).message
        #expect(message.hasPrefix("a b"))
        #expect(message.count == 300)
    }
}
