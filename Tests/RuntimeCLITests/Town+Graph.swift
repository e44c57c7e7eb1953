import Foundation
import HTTP
import Rotation
import Testing

/// What somebody else does in the tenant, behind the program's back.
extension Town {
    /// Sends a request to Graph as the connection itself would.
    @discardableResult
    func graph(_ method: String, _ path: String, _ body: String = "") throws -> Value {
        let http = HTTPClient()
        let secret = connectionSecret.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        let client = environment["AZURE_CLIENT_ID"] ?? ""
        let form =
            "grant_type=client_credentials&client_id=\(client)&client_secret=\(secret ?? "")"
            + "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
        let login = "\(baseURL)/\(environment["AZURE_TENANT_ID"] ?? "")/oauth2/v2.0/token"
        let answer = try http.send(
            HTTPRequest(
                "POST", login,
                headers: [HTTPField("Content-Type", "application/x-www-form-urlencoded")],
                body: Array(form.utf8), repeatable: true))
        let token = ValueText.decode(String(decoding: answer.body, as: UTF8.self))?["access_token"]
        let response = try http.send(
            HTTPRequest(
                method, baseURL + path,
                headers: [
                    HTTPField("Authorization", "Bearer \(try #require(token?.text))"),
                    HTTPField("Content-Type", "application/json"),
                ], body: Array(body.utf8), repeatable: true))
        let text = String(decoding: response.body, as: UTF8.self)
        try #require((200..<300).contains(response.status), "\(text)")
        return ValueText.decode(text) ?? .null
    }

    /// Puts a secret on an application; gives its key id.
    func addSecret(named name: String, to id: String, ends: String? = nil) throws -> String {
        let end = ends.map { #","endDateTime":"\#($0)""# } ?? ""
        let made = try graph(
            "POST", "/v1.0/applications/\(id)/addPassword",
            #"{"passwordCredential":{"displayName":"\#(name)"\#(end)}}"#)
        return try #require(made["keyId"]?.text)
    }

    /// Removes a secret from an application.
    func removeSecret(_ keyID: String, from id: String) throws {
        try graph(
            "POST", "/v1.0/applications/\(id)/removePassword", #"{"keyId":"\#(keyID)"}"#)
    }
}
