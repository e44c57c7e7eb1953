import Emulator
import Foundation
import Rotation
import TestSupport
import Testing

/// The life of one credential in tenants that behave ever worse.
struct IssuerProfileTests {
    /// Ten, or as many as `RUNTIME_SEEDS` says.
    private static let seeds =
        1...(ProcessInfo.processInfo.environment["RUNTIME_SEEDS"].flatMap { UInt64($0) } ?? 10)

    @Test(
        "A credential is minted, seen, proven, removed and gone, whatever goes astray",
        arguments: [Profile.calm, .real, .hostile], seeds)
    func life(profile: Profile, seed: UInt64) throws {
        let site = try Site(.azure, profile: profile, seed: seed)
        let minted = try mint(site)
        try eventually(site) { () throws(IssuerError) in try listed(site).contains(minted.keyID) }
        var successes = 0
        try eventually(site) { () throws(IssuerError) in
            let proof = try site.issuer.prove(
                clientID: Application.example.clientID, value: minted.value)
            successes = proof == .accepted ? successes + 1 : 0
            return successes == 3
        }
        site.advance(.minutes(15))
        let proof = try site.issuer.retrying(site) { issuer throws(IssuerError) in
            try issuer.prove(clientID: Application.example.clientID, value: minted.value)
        }
        #expect(proof == .accepted)

        try eventually(site) { () throws(IssuerError) in
            _ = try site.issuer.remove(
                keyID: minted.keyID, from: Application.example.objectID)
            return try !listed(site).contains(minted.keyID)
        }
        site.advance(.hours(1))
        let left = try site.issuer.retrying(site) { _ throws(IssuerError) in try listed(site) }
        #expect(left.isEmpty)
    }

    private func listed(_ site: Site) throws(IssuerError) -> [String] {
        let reference = ApplicationReference(objectID: Application.example.objectID)
        return try site.issuer.application(reference).credentials.map(\.keyID)
    }

    /// Mints until an answer comes; what an unanswered attempt made is found and removed.
    private func mint(_ site: Site) throws -> Minted {
        for number in 0..<100 {
            let keyID = "0c0c0c0c-0000-4000-8000-0000000000\(number < 10 ? "0" : "")\(number)"
            let request = MintRequest(
                objectID: Application.example.objectID, marker: "marker \(number)", keyID: keyID,
                endsAt: site.clock.now() + .days(60))
            do throws(IssuerError) {
                return try site.issuer.mint(request)
            } catch .noAnswer {
                site.advance(.minutes(30))
                let isThere = try site.issuer.retrying(site) { _ throws(IssuerError) in
                    try listed(site).contains(keyID)
                }
                guard isThere else { continue }
                try eventually(site) { () throws(IssuerError) in
                    _ = try site.issuer.remove(
                        keyID: keyID, from: Application.example.objectID)
                    return true
                }
            } catch {
                try expectTransient(error)
                site.advance(.minutes(1))
            }
        }
        throw TooLate()
    }

    /// Asks every ten seconds for at most an hour; transient errors do not count.
    private func eventually(
        _ site: Site, _ isTrue: () throws(IssuerError) -> Bool
    ) throws {
        for _ in 0..<360 {
            do throws(IssuerError) {
                if try isTrue() { return }
            } catch {
                try expectTransient(error)
            }
            site.advance(.seconds(10))
        }
        throw TooLate()
    }
}

private struct TooLate: Error {}

/// - Throws: The error if it is none that passes by itself.
private func expectTransient(_ error: IssuerError) throws {
    guard case .retry = error.recovery else { throw error }
}

extension Issuer {
    /// The answer of the first attempt that has one.
    fileprivate func retrying<Result>(
        _ site: Site, _ body: (any Issuer) throws(IssuerError) -> Result
    ) throws -> Result {
        for _ in 0..<50 {
            do throws(IssuerError) {
                return try body(self)
            } catch {
                try expectTransient(error)
                site.advance(.minutes(1))
            }
        }
        throw TooLate()
    }
}
