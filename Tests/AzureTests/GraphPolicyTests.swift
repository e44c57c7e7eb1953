import Foundation
import Rotation
import Testing

@testable import Azure

/// What application management policies demand of new client secrets.
struct GraphPolicyTests {
    private func policy(_ restrictions: String, enabled: Bool = true) throws -> GraphPolicy {
        let text = #"""
            {"id":"p1","isEnabled":\#(enabled),"applicationRestrictions":{
              "passwordCredentials":[\#(restrictions)],"keyCredentials":[]}}
            """#
        return try JSONDecoder().decode(GraphPolicy.self, from: Data(text.utf8))
    }

    private let cap = #"{"restrictionType":"passwordLifetime","maxLifetime":"P90D"}"#

    @Test("The shortest of several longest lives holds")
    func lifetime() throws {
        let other = #"{"restrictionType":"passwordLifetime","maxLifetime":"P4DT12H"}"#
        let rule = try policy("\(cap),\(other)").rule(forApplicationMadeAt: nil)
        #expect(rule == SecretRule(policyID: "p1", longestLife: .seconds(4 * 86_400 + 43_200)))
    }

    @Test("New secrets may be forbidden altogether")
    func forbidden() throws {
        let rule = try policy(#"{"restrictionType":"passwordAddition","maxLifetime":null}"#)
            .rule(forApplicationMadeAt: nil)
        #expect(rule == SecretRule(policyID: "p1", isForbidden: true))
    }

    @Test("A policy that is off, a restriction that is off and one about keys demand nothing")
    func off() throws {
        #expect(try policy(cap, enabled: false).rule(forApplicationMadeAt: nil) == nil)
        let disabled =
            #"{"restrictionType":"passwordAddition","state":"disabled"}"#
        #expect(try policy(disabled).rule(forApplicationMadeAt: nil) == nil)
        #expect(
            try policy(#"{"restrictionType":"customPasswordAddition"}"#)
                .rule(forApplicationMadeAt: nil) == nil)
    }

    @Test("A restriction for new applications leaves older ones alone")
    func createdAfter() throws {
        let restriction = #"""
            {"restrictionType":"passwordAddition",
             "restrictForAppsCreatedAfterDateTime":"2020-01-01T00:00:00Z"}
            """#
        let policy = try policy(restriction)
        #expect(policy.rule(forApplicationMadeAt: Instant(1_500_000_000)) == nil)
        #expect(policy.rule(forApplicationMadeAt: Instant(1_600_000_000)) != nil)
        #expect(policy.rule(forApplicationMadeAt: nil) != nil)
    }

    @Test("A policy of certain applications has its restrictions under another name")
    func custom() throws {
        let text = #"{"id":"p2","isEnabled":true,"restrictions":{"passwordCredentials":[\#(cap)]}}"#
        let policy = try JSONDecoder().decode(GraphPolicy.self, from: Data(text.utf8))
        #expect(policy.rule(forApplicationMadeAt: nil)?.longestLife == .days(90))
    }

    @Test(
        "Durations in ISO 8601",
        arguments: [
            ("P90D", 7_776_000), ("P1Y", 31_536_000), ("P2W", 1_209_600), ("PT1M30.5S", 90),
            ("P1M", 2_592_000), ("P", nil), ("90D", nil), ("P9", nil), ("PD", nil), ("P1H", nil),
            ("P1DT", 86_400), ("P99999999999D", nil), ("P-1D", nil), ("", nil),
        ] as [(String, Int64?)])
    func durations(text: String, seconds: Int64?) {
        #expect(ISODuration.parse(text) == seconds.map { .seconds($0) })
    }
}
