import Foundation
import HTTP
import Rotation
import TestSupport
import Testing

@testable import Azure

/// Answers of the real servers, replayed by a server here and read by the client over HTTP; where
/// a copy of the recordings lies beside the checkout.
@Suite(.enabled(if: Recordings.exist, "no recordings beside the checkout"))
struct RecordingsTests {
    @Test("Every recorded application is read with its ids, dates and credentials")
    func applications() throws {
        let rows = try Recordings.rows {
            ($0.path.hasPrefix("/v1.0/applications/") && $0.path.count(of: "/") == 3
                && $0.method == "GET" && $0.status == 200)
                || ($0.path == "/v1.0/applications" && $0.status == 201)
        }.filter { !$0.selectsOnlyID }
        let tenant = try ScriptedTenant(graph: rows.map(\.reply))
        var credentials = 0
        for row in rows {
            let id = try #require(row.json["id"] as? String)
            let read = try tenant.issuer.application(ApplicationReference(objectID: id))
            credentials += try check(read, row.json)
        }
        #expect(rows.count == 267)
        print("recordings: \(rows.count) applications, with \(credentials) credentials")
    }

    @Test("Every recorded page of applications is read")
    func pages() throws {
        let rows = try Recordings.rows {
            $0.path == "/v1.0/applications" && $0.method == "GET" && !$0.selectsOnlyID
        }
        let tenant = try ScriptedTenant(graph: rows.map(\.reply))
        var (applications, credentials) = (0, 0)
        for row in rows {
            let read = try tenant.issuer.applications()
            let recorded = try #require(row.json["value"] as? [[String: Any]])
            #expect(read.count == recorded.count)
            for (application, recorded) in zip(read, recorded) {
                credentials += try check(application, recorded)
            }
            applications += read.count
        }
        #expect(rows.count == 435)
        print(
            "recordings: \(rows.count) pages of \(applications) applications, "
                + "with \(credentials) credentials")
    }

    @Test("A recorded answer with nothing but ids is read as such")
    func idsAlone() throws {
        let rows = try Recordings.rows { $0.selectsOnlyID && $0.json["value"] != nil }
        let tenant = try ScriptedTenant(graph: rows.map(\.reply))
        #expect(rows.count == 1)
        for row in rows {
            let recorded = try #require(row.json["value"] as? [[String: Any]])
            let read: [GraphOwner] = try tenant.issuer.list("/", action: "list", what: "ids")
            #expect(read.map(\.id) == recorded.map { $0["id"] as? String })
        }
    }

    @Test("Every recorded list of owners is read")
    func owners() throws {
        let rows = try Recordings.rows { $0.path.hasSuffix("/owners") && $0.status == 200 }
        let tenant = try ScriptedTenant(graph: rows.map(\.reply))
        var count = 0
        for row in rows {
            let recorded = try #require(row.json["value"] as? [[String: Any]])
            let read = try tenant.issuer.owners(of: "a")
            #expect(read.map(\.id) == recorded.map { $0["id"] as? String })
            count += read.count
        }
        #expect(rows.count == 8)
        print("recordings: \(rows.count) lists of owners, with \(count) owners")
    }

    @Test("Every recorded new credential is read, and its value is nowhere else")
    func credentials() throws {
        let rows = try Recordings.rows {
            $0.path.lowercased().hasSuffix("addpassword") && $0.status == 200
        }
        let tenant = try ScriptedTenant(graph: rows.map(\.reply))
        for row in rows {
            let value = try #require(row.json["secretText"] as? String)
            let minted = try tenant.issuer.mint(
                MintRequest(objectID: "a", marker: "m", keyID: "k", endsAt: Instant(0)))
            #expect(minted.value == SecretValue(value))
            #expect(minted.keyID == (row.json["keyId"] as? String)?.lowercased())
            #expect(minted.startsAt == (row.json["startDateTime"] as? String).flatMap(whole))
            #expect(minted.endsAt == (row.json["endDateTime"] as? String).flatMap(whole))
            #expect(minted.hint == row.json["hint"] as? String)
            #expect(!tenant.log.lines.contains { $0.contains(value) })
        }
        #expect(rows.count == 77)
        print("recordings: \(rows.count) new credentials")
    }

    @Test("Every recorded removal is a success")
    func removals() throws {
        let rows = try Recordings.rows { $0.path.lowercased().hasSuffix("removepassword") }
        let tenant = try ScriptedTenant(graph: rows.map(\.reply))
        for _ in rows { #expect(try tenant.issuer.remove(keyID: "k", from: "a")) }
        #expect(rows.count == 14)
        print("recordings: \(rows.count) removals")
    }

    @Test("Every recorded refusal of Graph is named with what Microsoft's support asks for")
    func graphErrors() throws {
        let rows = try Recordings.rows { $0.host.hasPrefix("graph.") && $0.status >= 400 }
        let tenant = try ScriptedTenant(graph: rows.map(\.reply))
        let nobody = ApplicationReference(objectID: "6f3c0001-0000-4000-8000-00000000ffff")
        for row in rows {
            let error = issuerError { () throws(IssuerError) in
                try tenant.issuer.application(nobody)
            }
            if row.status == 404 {
                #expect(error == .notFound(what: "application with \(nobody)"))
            } else if case .denied(_, let why) = error {
                #expect(why.contains("request-id"))
            } else {
                Issue.record("\(row.status): \(String(describing: error))")
            }
            let id = try #require(row.fields.first { $0.name.lowercased() == "request-id" })
            #expect(tenant.log.lines.last?.contains("request-id=\(id.value)") == true)
        }
        #expect(rows.count == 76)
        print("recordings: \(rows.count) refusals of Graph")
    }

    @Test("Every recorded sign-in answer is a token or a known refusal")
    func signIns() throws {
        let rows = try Recordings.rows { $0.path.hasSuffix("/oauth2/v2.0/token") }
        let tenant = try ScriptedTenant(tokens: rows.map(\.reply))
        var tokens = 0
        for row in rows {
            let answer = Result { () throws(IssuerError) in
                try tenant.issuer.prove(clientID: "c", value: SecretValue("v"))
            }
            switch answer {
            case .success(.accepted):
                #expect(row.status == 200)
                tokens += 1
            case .success(let proof):
                #expect(proof.isUnknown && row.codes == [7_000_215], "\(proof)")
            case .failure(.refused(_, let why, .fixAccess)):
                #expect(why.hasPrefix("AADSTS\(row.codes.first ?? 0): "), "\(why)")
                #expect(row.codes != [7_000_215])
            case .failure(let error):
                // One answer was cut off by its recorder.
                #expect(row.json.isEmpty && error.recovery == .retry(after: nil), "\(error)")
            }
        }
        #expect(rows.count == 17 && tokens == 6)
        print("recordings: \(tokens) tokens, \(rows.count - tokens) refused sign-ins")
    }

    @Test("Every reported refusal without a recording is one of the known kinds")
    func templates() throws {
        let rows = try Recordings.rows("graph-error-templates") { !$0.json.isEmpty }
        for row in rows {
            // A token that is not accepted is renewed once.
            let tenant = try ScriptedTenant(
                tokens: row.isSignIn ? [row.reply] : [], graph: [row.reply, row.reply])
            if row.isSignIn {
                let proof = try tenant.issuer.prove(clientID: "c", value: SecretValue("v"))
                #expect(proof.isUnknown, "\(proof)")
                continue
            }
            let error = issuerError { () throws(IssuerError) in
                try tenant.issuer.mint(
                    MintRequest(objectID: "a", marker: "m", keyID: "k", endsAt: Instant(0)))
            }
            let text = String(decoding: row.body, as: UTF8.self)
            let known = try #require(Self.known.first { text.contains($0.key) }, "\(text)")
            #expect(error.map(\.word) == known.value, "\(text)")
        }
        #expect(rows.count == 18)
        print("recordings: \(rows.count) refusals known by report")
    }

    /// What the reported refusals mean, by their codes or, without one, by their texts.
    private static let known = [
        "Directory_ConcurrencyViolation": "conflict", "Request_ResourceNotFound": "notFound",
        "CredentialInvalidLifetimeAsPerAppPolicy": "refused fixPolicy",
        "only add a maximum of 2": "refused fixAccess",
        "No password credential found": "refused inspect",
        "must be generated with service actions": "refused inspect",
        "KeyId is not supported": "refused inspect", "\\\"usage\\\"": "refused inspect",
        "InvalidAuthenticationToken": "signInRefused",
        "Authentication_MissingOrMalformed": "denied", "TooManyRequests": "throttled",
        "Directory_ObjectNotFound": "unreachable",
    ]

    private func whole(_ text: String) -> Instant? { LenientDate.parse(text) }

    /// Compares an application with its recording; gives how many credentials it has.
    private func check(_ read: Application, _ recorded: [String: Any]) throws -> Int {
        #expect(read.objectID == recorded["id"] as? String)
        #expect(read.clientID == recorded["appId"] as? String)
        #expect(read.displayName == recorded["displayName"] as? String ?? "")
        #expect((read.createdAt != nil) == (recorded["createdDateTime"] is String))
        let credentials = recorded["passwordCredentials"] as? [[String: Any]] ?? []
        #expect(read.credentials.count == credentials.count)
        for (credential, recorded) in zip(read.credentials, credentials) {
            #expect(credential.keyID == (recorded["keyId"] as? String)?.lowercased())
            #expect(credential.displayName == recorded["displayName"] as? String)
            #expect(credential.startsAt != nil && credential.endsAt != nil)
        }
        return credentials.count
    }
}

extension Recordings.Row {
    fileprivate var codes: [Int] { json["error_codes"] as? [Int] ?? [] }
    fileprivate var isSignIn: Bool { json["error"] is String }
}

extension Proof {
    /// Whether the secret is not known, or not yet.
    fileprivate var isUnknown: Bool {
        if case .notYet = self { true } else { false }
    }
}

extension IssuerError {
    /// The case's name, with the remedy of a refusal.
    fileprivate var word: String {
        if case .refused(_, _, let recovery) = self { return "refused \(recovery)" }
        return Mirror(reflecting: self).children.first?.label ?? "?"
    }
}

extension String {
    fileprivate func count(of character: Character) -> Int { count { $0 == character } }
}
