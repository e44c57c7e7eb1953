internal import Foundation
internal import Rotation

/// Access tokens by what they were issued for, and who signs in for the next one.
///
/// Shared by all workers of a process. A token that is refused is dropped.
package final class TokenCache: @unchecked Sendable {
    /// Everything that makes two sign-ins the same.
    struct Key: Hashable {
        let connection: String
        let endpoint: String
        let clientID: String
        let scope: String
    }

    /// What whoever needs a token does.
    enum Turn {
        case use(Token)
        /// Another worker was refused just now.
        case giveUp(IssuerError)
        /// Signs in, and says with ``TokenCache/settle(_:for:at:)`` what came of it.
        case signIn
    }

    /// How long a refusal stands for all: until it is on record that the connection does not work.
    private static let memory = Duration.seconds(2)

    /// Guards everything below.
    private let condition = NSCondition()
    private var tokens: [Key: Token] = [:]
    private var refusals: [Key: (error: IssuerError, at: Instant)] = [:]
    private var signingIn: Set<Key> = []

    package init() {}

    /// The token for `key` that is good at `now`, or nil.
    func token(for key: Key, at now: Instant) -> Token? {
        condition.withLock { good(key, now) }
    }

    /// Forgets the token for `key`.
    func drop(_ key: Key) {
        condition.withLock { tokens[key] = nil }
    }

    /// Waits while another worker signs in; when that came to nothing, everybody tries.
    func turn(for key: Key, at now: Instant) -> Turn {
        condition.withLock {
            if good(key, now) == nil, refusal(key, now) == nil, signingIn.contains(key) {
                while signingIn.contains(key) { condition.wait() }
            }
            if let token = good(key, now) { return .use(token) }
            if let error = refusal(key, now) { return .giveUp(error) }
            signingIn.insert(key)
            return .signIn
        }
    }

    /// Keeps what came of a sign-in: a token, or why there is none.
    func settle(_ result: Result<Token, IssuerError>, for key: Key, at now: Instant) {
        condition.withLock {
            signingIn.remove(key)
            refusals[key] = nil
            switch result {
            case .success(let token): tokens[key] = token
            case .failure(.signInRefused(let connection, let why)):
                tokens[key] = nil
                refusals[key] = (.signInRefused(connection: connection, why: why), now)
            case .failure: break
            }
            condition.broadcast()
        }
    }

    private func good(_ key: Key, _ now: Instant) -> Token? {
        tokens[key].flatMap { now < $0.renewAt ? $0 : nil }
    }

    private func refusal(_ key: Key, _ now: Instant) -> IssuerError? {
        guard let refusal = refusals[key], refusal.at <= now, now - refusal.at < Self.memory
        else { return nil }
        return refusal.error
    }
}

/// A bearer token and how long to use it.
struct Token {
    /// Before its end, a token counts as expired this early.
    static let margin: Duration = .minutes(5)

    let value: String
    /// The margin before its end, or earlier where the server advises so.
    let renewAt: Instant
}
