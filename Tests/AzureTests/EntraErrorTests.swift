import HTTP
import Rotation
import Testing

@testable import Azure

struct EntraErrorTests {
    private func error(_ status: Int, _ body: String) -> EntraError {
        EntraError(HTTPResponse(status: status, body: Array(body.utf8)), now: Instant(0))
    }

    private func error(_ status: Int, _ error: String, _ code: Int) -> EntraError {
        self.error(status, #"{"error":"\#(error)","error_codes":[\#(code)]}"#)
    }

    @Test("Each row of the sign-in error table is told apart")
    func table() {
        #expect(error(401, "invalid_client", 7_000_215).kind == .unknownCredential)
        #expect(error(401, "invalid_client", 7_000_222).kind == .unknownCredential)
        #expect(error(400, "unauthorized_client", 700_016).kind == .unknownCredential)
        #expect(error(400, "invalid_grant", 50_196).kind == .loop)
        #expect(error(503, "temporarily_unavailable", 50_196).kind == .loop)
        for code in [90_033, 90_090, 90_006, 90_012, 90_024] {
            #expect(error(400, "invalid_request", code).kind == .transient)
        }
        #expect(error(400, "temporarily_unavailable", 1).kind == .transient)
        #expect(error(400, "invalid_request", 90_055).kind == .throttled)
        #expect(error(429, "").kind == .throttled)
        let permanent = [
            7_000_112, 7_000_218, 700_027, 700_213, 90_002, 900_382, 90_038, 70_011, 500_011,
            1_002_012, 50_012, 500_133, 4_711,
        ]
        for code in permanent {
            #expect(error(400, "invalid_request", code).kind == .permanent, "\(code)")
        }
    }

    @Test("An answer that is not Entra's is trouble that passes")
    func notEntra() {
        for body in ["", "<html>", "{}", #"{"error":{"code":"x"}}"#] {
            #expect(error(400, body).kind == .transient)
            #expect(error(404, body).summary == "HTTP 404 without an Entra error")
        }
    }

    @Test("The code is found in the text when the list is missing")
    func codeInText() {
        let body = #"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid."}"#
        #expect(error(401, body).codes == [7_000_215])
    }

    @Test("Only the first sentence is told, without the ids of the request")
    func summary() {
        let body =
            #"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret "#
            + #"provided. Ensure that.\r\nTrace ID: abc\r\nTimestamp: 2022-01-24 22:41:12Z"}"#
        #expect(error(401, body).summary == "AADSTS7000215: Invalid client secret provided")
        #expect(error(400, #"{"error":"invalid_scope"}"#).summary == "invalid_scope")
    }
}
