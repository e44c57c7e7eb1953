internal import FoundationEssentials
internal import HTTP
internal import Rotation

/// A refusal of the token endpoint.
///
/// - SeeAlso: Microsoft Entra, "Authentication and authorization error codes".
struct EntraError: Equatable {
    /// What a refusal means, whoever signed in.
    enum Kind: Equatable {
        /// The secret or its application is not known, or not yet.
        case unknownCredential
        /// The same request came too often: leave it alone for minutes.
        case loop
        case throttled
        /// Trouble on the other side that passes.
        case transient
        /// A refusal that stays.
        case permanent
    }

    let status: Int
    /// The OAuth error, such as `invalid_client`; empty when the answer was not Entra's.
    let error: String
    /// The AADSTS numbers.
    let codes: [Int]
    /// The first sentence of the description with its AADSTS number; no ids of the request.
    let summary: String
    let retryAfter: Duration?

    /// Reads an answer that is no token, whatever its form.
    init(_ response: HTTPResponse, now: Instant) {
        let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
        status = response.status
        error = body?.error ?? ""
        let text = body?.error_description ?? ""
        codes = body?.error_codes ?? Self.code(in: text).map { [$0] } ?? []
        summary = Self.summary(text, error: error, status: status)
        retryAfter = response.retryAfter(now: now)
    }

    /// A refusal in words of our own.
    init(permanent why: String) {
        status = 400
        error = "refused"
        codes = []
        summary = why
        retryAfter = nil
    }

    /// Branches on status and error first; codes only refine, unknown ones change nothing.
    var kind: Kind {
        if codes.contains(50_196) { return .loop }
        if status == 429 || codes.contains(90_055) { return .throttled }
        if status >= 500 || error.isEmpty || Self.passing.contains(error) { return .transient }
        if codes.contains(where: Self.passingCodes.contains) { return .transient }
        let isCredential = codes.contains(where: Self.credentialCodes.contains)
        return isCredential ? .unknownCredential : .permanent
    }

    /// What usually is behind a refusal of a connection's own sign-in, by its number.
    var advice: String? {
        codes.lazy.compactMap { Self.advice[$0] }.first
    }

    private static let advice: [Int: String] = [
        7_000_215: "is it the secret's value, not its id?",
        7_000_222: "the client secret has expired",
        700_016: "is the application in this tenant, and is this the tenant's cloud?",
        7_000_112: "the application is disabled",
        9_002_331: "the application is for personal accounts only: it signs in to no tenant",
        90_002: "is the tenant id right, and is this the tenant's cloud?",
        900_382: "the tenant is in another cloud",
        90_038: "the tenant is in another cloud",
        700_027: "is the certificate on the application, RSA, and not expired?",
        50_012: "is this machine's clock right?",
        500_133: "is this machine's clock right?",
        700_024: "is this machine's clock right?",
        700_213: "the token's subject is in none of the application's federated credentials",
        70_021: "issuer, subject and audience must match a federated credential exactly",
        700_211: "the token's issuer is in none of the application's federated credentials",
        700_212: "the token's audience is in none of the application's federated credentials",
    ]

    private static let passing: Set = ["temporarily_unavailable", "server_error"]
    private static let passingCodes: Set = [90_033, 90_090, 90_006, 90_012, 90_024]
    /// Wrong secret, expired secrets, unknown application; all three are also said of new ones.
    private static let credentialCodes: Set = [7_000_215, 7_000_222, 700_016]

    private struct Body: Decodable {
        var error: String?
        var error_description: String?
        var error_codes: [Int]?
    }

    private static func code(in text: String) -> Int? {
        guard text.hasPrefix("AADSTS") else { return nil }
        return Int(text.dropFirst(6).prefix { $0.isNumber })
    }

    private static func summary(_ text: String, error: String, status: Int) -> String {
        let line = text.prefix { !$0.isNewline }
        let end = line.firstRange(of: ". ")?.lowerBound ?? line.endIndex
        let sentence = String(line[..<end]).oneLine
        if !sentence.isEmpty {
            return sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
        }
        return error.isEmpty ? "HTTP \(status) without an Entra error" : error.oneLine
    }
}

extension String {
    /// The text as it may stand in a message: one line, printable, at most 300 characters.
    var oneLine: String {
        let plain = map { $0.isNewline || $0.isASCII && $0 < " " ? " " : $0 }
        return plain.count > 300 ? String(plain.prefix(299)) + "…" : String(plain)
    }
}
