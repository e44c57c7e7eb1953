internal import Rotation

/// Access tokens by what they were issued for.
///
/// Owned by one worker; several connections may share it. A token that is refused is dropped.
package final class TokenCache {
    /// Everything that makes two sign-ins the same.
    struct Key: Hashable {
        let endpoint: String
        let clientID: String
        let scope: String
    }

    private var tokens: [Key: Token] = [:]

    package init() {}

    /// The token for `key` that is good at `now`, or nil.
    func token(for key: Key, at now: Instant) -> Token? {
        tokens[key].flatMap { now < $0.renewAt ? $0 : nil }
    }

    /// Keeps `token`, or forgets what was there when it is nil.
    func set(_ token: Token?, for key: Key) {
        tokens[key] = token
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
