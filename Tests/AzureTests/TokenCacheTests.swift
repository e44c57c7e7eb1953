import Foundation
import Rotation
import Synchronization
import Testing

@testable import Azure

/// One sign-in for all workers of a process.
struct TokenCacheTests {
    private let cache = TokenCache()
    private let key = TokenCache.Key(
        connection: "default", endpoint: "https://login/t", clientID: "c", scope: "s")
    private let now = Instant(1_700_000_000)

    /// Lets four workers ask while one signs in; gives what each was told when it has.
    private func crowd(after result: Result<Token, IssuerError>) -> [String] {
        guard case .signIn = cache.turn(for: key, at: now) else { return [] }
        let told = Mutex<[String]>([])
        let started = DispatchSemaphore(value: 0)
        let group = DispatchGroup()
        for _ in 1...4 {
            let thread = Thread { [cache, key, now] in
                started.signal()
                let turn = cache.turn(for: key, at: now)
                told.withLock { $0.append(Self.word(turn)) }
                if case .signIn = turn { cache.settle(result, for: key, at: now) }
                group.leave()
            }
            group.enter()
            thread.start()
        }
        for _ in 1...4 { started.wait() }
        let early = told.withLock(\.count)
        cache.settle(result, for: key, at: now)
        group.wait()
        return early == 0 ? told.withLock(\.self) : []
    }

    private static func word(_ turn: TokenCache.Turn) -> String {
        switch turn {
        case .use(let token): token.value
        case .giveUp: "give up"
        case .signIn: "sign in"
        }
    }

    @Test("Whoever asks while another signs in gets its token, or its refusal")
    func shared() {
        let token = Token(value: "t", renewAt: now + .hours(1))
        #expect(crowd(after: .success(token)) == ["t", "t", "t", "t"])
        cache.drop(key)
        let refusal = IssuerError.signInRefused(connection: "default", why: "wrong secret")
        #expect(crowd(after: .failure(refusal)) == Array(repeating: "give up", count: 4))
    }

    @Test("When nobody was reached, each tries for itself")
    func unreachable() {
        let error = IssuerError.unreachable(action: "sign in", why: "no route")
        #expect(crowd(after: .failure(error)) == Array(repeating: "sign in", count: 4))
    }

    @Test("A refusal stands for two seconds and for its connection only")
    func memory() {
        let refusal = IssuerError.signInRefused(connection: "default", why: "wrong secret")
        cache.settle(.failure(refusal), for: key, at: now)
        let other = TokenCache.Key(
            connection: "b", endpoint: key.endpoint, clientID: key.clientID, scope: key.scope)
        #expect(Self.word(cache.turn(for: other, at: now)) == "sign in")
        #expect(Self.word(cache.turn(for: key, at: now + .seconds(1))) == "give up")
        #expect(Self.word(cache.turn(for: key, at: now + .seconds(2))) == "sign in")
    }
}
