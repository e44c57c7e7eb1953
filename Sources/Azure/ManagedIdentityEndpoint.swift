internal import Foundation
internal import HTTP
internal import Logging
internal import Rotation

/// Gets tokens from whoever vouches for a managed identity.
struct ManagedIdentityEndpoint {
    let identity: ManagedIdentity
    let resource: String
    /// Where the agent of Azure Arc puts the files that prove who may ask it.
    var keyFolder = ArcKeyFile.folder
    let http: HTTPClient
    let log: Logger

    /// Asks for a token, past any cache of ours.
    func signIn(now: Instant) -> TokenEndpoint.Answer {
        do throws(Failure) {
            var response = try send(identity.request(for: resource))
            if case .arc = identity.source, response.status == 401 {
                response = try answer(to: response)
            }
            return try read(response, now: now)
        } catch {
            return error.answer
        }
    }

    /// Repeats the request with the content of the file that the agent's challenge names.
    private func answer(to challenge: HTTPResponse) throws(Failure) -> HTTPResponse {
        let key: String
        do throws(ArcKeyFile.Problem) {
            key = try ArcKeyFile.read(challenge: challenge["WWW-Authenticate"], below: keyFolder)
        } catch {
            throw .refused("the agent's challenge is not followed: \(error.why)")
        }
        var request = identity.request(for: resource)
        request.headers.append(HTTPField("Authorization", "Basic \(key)"))
        return try send(request)
    }

    private func send(_ request: HTTPRequest) throws(Failure) -> HTTPResponse {
        do {
            let response = try http.send(request)
            log.debug(
                "managed identity", metadata: ["url": "\(host)", "status": "\(response.status)"])
            return response
        } catch {
            throw .nothing("\(host) gives no token: \(error.description)")
        }
    }

    private func read(_ response: HTTPResponse, now: Instant) throws(Failure)
        -> TokenEndpoint.Answer
    {
        guard response.status == 200 else { throw refusal(response) }
        let body = response.json
        guard let text = body?["access_token"]?.text, !text.isEmpty,
            text.allBytes({ (0x21...0x7e).contains($0) })
        else { throw .nothing("\(host) answers HTTP 200 without a token") }
        try checkEcho(body?["client_id"]?.text ?? TokenClaims(token: text)?.appid)
        let life = max(.zero, Self.life(body, at: now))
        // Half of a long life, as the services renew their own copy then.
        let useful = life > .hours(2) ? .seconds(life.wholeSeconds / 2) : life - Token.margin
        let token = Token(value: text, renewAt: now + max(.zero, useful))
        return .token(token, serverTime: nil)
    }

    /// How long the token is good for, said in seconds from now or as a moment in Unix time.
    private static func life(_ body: Value?, at now: Instant) -> Duration {
        if let left = TokenSeconds(body?["expires_in"]) { return left.duration }
        return TokenSeconds(body?["expires_on"]).map { Instant($0.count) - now } ?? .zero
    }

    /// Old agents ignore the selector and give the machine's own identity.
    private func checkEcho(_ claimed: String?) throws(Failure) {
        guard case .clientID(let asked) = identity.selector else { return }
        guard claimed?.lowercased() == asked.lowercased() else {
            throw .refused(
                "the token is for \(claimed ?? "somebody unnamed"), not for client \(asked)")
        }
    }

    /// - SeeAlso: Microsoft, "How to use managed identities to acquire an access token", retries.
    private func refusal(_ response: HTTPResponse) -> Failure {
        let body = response.json
        let words = body?["error_description"]?.text ?? body?["message"]?.text
        let said = words.map { ": \($0.oneLine)" } ?? ""
        let why = "\(host) answers HTTP \(response.status)\(said)"
        let passes = [404, 410, 429].contains(response.status) || response.status >= 500
        return passes ? .nothing(why) : .refused(why)
    }

    private var host: String {
        switch identity.source {
        case .metadata(let host): "the metadata service \(host)"
        case .appService(let endpoint, _): "the identity endpoint \(endpoint)"
        case .arc(let endpoint): "the Arc agent \(endpoint)"
        }
    }

    /// Why there is no token.
    private enum Failure: Error {
        case nothing(String)
        case refused(String)

        var answer: TokenEndpoint.Answer {
            switch self {
            case .nothing(let why): .nothing(why)
            case .refused(let why): .refused(EntraError(permanent: why))
            }
        }
    }
}
