import Rotation
import TestSupport
import Testing

/// What every issuer must do, whatever goes astray around it.
///
/// One contract for the fake, which the engine's tests rely on, for the client over HTTP in tenants
/// that behave ever worse, and for the tenant in this process that simulations rely on.
struct IssuerContractTests {
    private let byObject = ApplicationReference(objectID: Application.example.objectID)
    private let byClient = ApplicationReference(clientID: Application.example.clientID)

    @Test("The server's time is the tenant's", arguments: IssuerKind.allCases, IssuerKind.seeds)
    func time(kind: IssuerKind, seed: UInt64) throws {
        let site = try Site(kind, seed)
        let time = try site.sure { () throws(IssuerError) in try site.issuer.serverTime() }
        #expect(time == site.clock.now())
        #expect(site.issuer.identity == "22222222-2222-4222-8222-222222222222")
    }

    @Test(
        "An application is found by either id and in the list",
        arguments: IssuerKind.allCases, IssuerKind.seeds)
    func reading(kind: IssuerKind, seed: UInt64) throws {
        let site = try Site(kind, seed)
        for reference in [byObject, byClient] {
            let application = try site.sure { () throws(IssuerError) in
                try site.issuer.application(reference)
            }
            #expect(application.objectID == Application.example.objectID)
            #expect(application.clientID == Application.example.clientID)
            #expect(application.displayName == "payments-api")
            #expect(application.credentials.isEmpty)
        }
        let all = try site.sure { () throws(IssuerError) in try site.issuer.applications() }
        #expect(all.contains { $0.objectID == byObject.objectID })
        #expect(Set(all.map(\.objectID)).count == all.count)
    }

    @Test(
        "An application that is not there is named", arguments: IssuerKind.allCases,
        IssuerKind.seeds)
    func missing(kind: IssuerKind, seed: UInt64) throws {
        let site = try Site(kind, seed)
        let nobody = ApplicationReference(clientID: "6f3c0001-0000-4000-8000-00000000ffff")
        #expect(throws: IssuerError.notFound(what: "application with \(nobody)")) {
            try site.sure { () throws(IssuerError) in try site.issuer.application(nobody) }
        }
    }

    @Test(
        "Without rules or secrets elsewhere, nothing stands against a new secret",
        arguments: IssuerKind.allCases, IssuerKind.seeds)
    func standing(kind: IssuerKind, seed: UInt64) throws {
        let site = try Site(kind, seed)
        let standing = try site.sure { () throws(IssuerError) in
            try site.issuer.standing(of: .example)
        }
        #expect(standing == Standing())
    }

    @Test(
        "A new credential carries marker, key id and end date, and signs in from some time on",
        arguments: IssuerKind.allCases, IssuerKind.seeds)
    func minting(kind: IssuerKind, seed: UInt64) throws {
        let site = try Site(kind, seed)
        let (wish, minted) = try site.mint()
        #expect(minted.keyID == wish.keyID)
        #expect(minted.endsAt == wish.endsAt)
        var seen: RemoteCredential?
        try site.eventually { () throws(IssuerError) in
            seen = try site.listed().first { $0.keyID == minted.keyID }
            return seen != nil
        }
        #expect(seen?.displayName == wish.marker)
        #expect(seen?.endsAt == wish.endsAt)
        #expect(seen?.hint == minted.hint && minted.hint != nil)
        if kind.isExact { #expect(try site.prove(minted.value) == .accepted) }
        try site.eventually { () throws(IssuerError) in
            try site.prove(minted.value) == .accepted
        }
        site.advance(.minutes(20))
        for _ in 0..<5 {
            let proof = try site.sure { () throws(IssuerError) in try site.prove(minted.value) }
            #expect(proof == .accepted)
            site.advance(.seconds(20))
        }
    }

    @Test(
        "Two credentials have values of their own and are both kept",
        arguments: IssuerKind.allCases, IssuerKind.seeds)
    func distinct(kind: IssuerKind, seed: UInt64) throws {
        let site = try Site(kind, seed)
        let (first, second) = (try site.mint().minted, try site.mint().minted)
        #expect(first.value != second.value)
        site.advance(.hours(1))
        let listed = try site.sure { () throws(IssuerError) in try site.listed() }
        #expect(Set(listed.map(\.keyID)) == [first.keyID, second.keyID])
    }

    @Test(
        "A removed credential is listed no more and signs in no more; again is no success",
        arguments: IssuerKind.allCases, IssuerKind.seeds)
    func removing(kind: IssuerKind, seed: UInt64) throws {
        let site = try Site(kind, seed)
        let minted = try site.mint().minted
        let objectID = Application.example.objectID
        if kind.isExact {
            #expect(try site.issuer.remove(keyID: minted.keyID, from: objectID))
        }
        try site.remove(minted.keyID)
        site.advance(.hours(1))
        #expect(try site.sure { () throws(IssuerError) in try site.listed() }.isEmpty)
        let proof = try site.sure { () throws(IssuerError) in try site.prove(minted.value) }
        guard case .notYet = proof else {
            Issue.record("a removed secret signed in: \(proof)")
            return
        }
        let again = try site.sure { () throws(IssuerError) in
            try site.issuer.remove(keyID: minted.keyID, from: objectID)
        }
        #expect(!again)
    }

    @Test(
        "A mint without an answer is told as that; what it made is found by its marker",
        arguments: IssuerKind.allCases, IssuerKind.seeds)
    func unanswered(kind: IssuerKind, seed: UInt64) throws {
        for applied in [true, false] {
            let site = try Site(kind, seed)
            try site.loseMint(applied: applied)
            var wish = site.wish()
            var error: IssuerError?
            for _ in 0..<10 {
                error = issuerError { () throws(IssuerError) in try site.issuer.mint(wish) }
                if case .noAnswer? = error { break }
                wish = site.wish()
                site.advance(.minutes(1))
            }
            guard case .noAnswer? = error else {
                Issue.record("a lost answer was told as \(String(describing: error))")
                continue
            }
            let found = try site.clear(wish)
            if kind.isExact { #expect(found == applied) }
            site.advance(.hours(1))
            #expect(try site.sure { () throws(IssuerError) in try site.listed() }.isEmpty)
        }
    }

    @Test(
        "A wrong value is refused as a secret is that has not spread yet",
        arguments: IssuerKind.allCases, IssuerKind.seeds)
    func wrongValue(kind: IssuerKind, seed: UInt64) throws {
        let site = try Site(kind, seed)
        let proof = try site.sure { () throws(IssuerError) in
            try site.prove(SecretValue("wrong~value.1"))
        }
        guard case .notYet(let why) = proof else {
            Issue.record("a wrong secret signed in: \(proof)")
            return
        }
        #expect(why.contains("7000215"))
        #expect(!why.contains("wrong~value"))
    }
}
