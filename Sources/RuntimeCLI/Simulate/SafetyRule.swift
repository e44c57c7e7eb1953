import Emulator
import Rotation

/// What must never happen to a tenant's secrets, whatever goes wrong around it.
enum SafetyRule: String, CaseIterable {
    case unknownSecret = "a live secret of ours that no row knows"
    case foreignRemoved = "a secret removed that we did not make"
    case retiredEarly = "a secret retired before a newer one was delivered"
    case currentEnded = "what consumers read has ended"
    case unreadable = "what consumers read does not sign in"
    case unproven = "a secret promoted without its proof"
    case twoRuns = "more than one secret in the making"
}

/// A rule that was broken.
struct Violation: Error, Equatable {
    let rule: SafetyRule
    /// The tenant's time.
    let at: Instant
    let rotation: String
    let detail: String
}

/// The rules, each asked of plain values: what the tenant holds, and what the store says.
extension SafetyRule {
    /// After so long every replica accepts a new secret, by design: what is staged must sign in.
    static let staged = Duration.hours(1)

    /// What breaks ``unknownSecret``: live, by its marker ours, and in no row that goes on.
    static func unknown(
        among secrets: [TenantSecret], rows: [Credential], home: String, now: Instant
    ) -> TenantSecret? {
        secrets.first { secret in
            guard secret.isLive(at: now),
                !rows.contains(where: { !$0.state.isOver && $0.keyID == secret.keyID }),
                isOurs(secret, home: home)
            else { return false }
            return !rows.contains {
                !$0.state.isOver && $0.marker?.description == secret.displayName
            }
        }
    }

    /// Whether the home with this id has made a secret, by its marker.
    static func isOurs(_ secret: TenantSecret, home: String) -> Bool {
        secret.displayName.flatMap(Marker.init)?.home == String(home.prefix(8))
    }

    /// Whether more than one secret of a rotation is between intent and promotion.
    static func isTwofold(_ rows: [Credential]) -> Bool {
        rows.count { row in
            switch row.state {
            case .intended, .minted, .sealed, .proven: true
            default: false
            }
        } > 1
    }
}

/// What consumers of one rotation were given.
struct Readership: Equatable {
    /// What they read now, as the tenant knew it when it was published; nil before the first.
    private(set) var current: TenantSecret?
    private(set) var version = 0
    /// The latest version that was delivered, and when.
    private(set) var delivered = 0
    private(set) var deliveredAt: Instant?
    /// Versions by the key ids of their secrets.
    private var versions: [String: Int] = [:]

    /// Takes a new version in.
    ///
    /// - Parameters:
    ///   - secret: The tenant's secret with the value that is read from now on, nil: it has none.
    ///   - version: Its number.
    ///   - proofs: How many sign-ins are the proof.
    ///   - now: The tenant's time.
    /// - Returns: The rule that this breaks, with the reason.
    mutating func publish(
        _ secret: TenantSecret?, version: Int, proofs: Int, now: Instant
    ) -> (SafetyRule, String)? {
        self.version = version
        current = secret
        guard let secret else { return (.unreadable, "the tenant has no secret of that value") }
        versions[secret.keyID] = version
        if !secret.isLive(at: now) { return (.unreadable, "\(secret.keyID) is not live") }
        if secret.successes < proofs {
            return (
                .unproven, "\(secret.keyID) signed in \(secret.successes.of("time")), not \(proofs)"
            )
        }
        if secret.acceptedAt > now, now - secret.addedAt >= SafetyRule.staged {
            return (.unreadable, "\(secret.keyID) signs in everywhere from \(secret.acceptedAt) on")
        }
        return nil
    }

    /// Notes that the latest version has reached its consumers.
    mutating func deliver(_ version: Int, at now: Instant) {
        guard version > delivered else { return }
        (delivered, deliveredAt) = (version, now)
    }

    /// What the removal of a secret breaks.
    func remove(
        _ secret: TenantSecret, home: String, grace: Duration, now: Instant
    ) -> (SafetyRule, String)? {
        if !SafetyRule.isOurs(secret, home: home) {
            return (.foreignRemoved, "\(secret.keyID) (\(secret.displayName ?? "without a name"))")
        }
        guard let version = versions[secret.keyID] else { return nil }
        guard secret.keyID != current?.keyID else {
            return (.currentEnded, "version \(version) (\(secret.keyID)) was removed")
        }
        guard version < delivered, let since = deliveredAt else {
            return (.retiredEarly, "version \(version) (\(secret.keyID)), \(delivered) delivered")
        }
        let isFresh = delivered == version + 1 && now - since < grace
        return isFresh ? (.retiredEarly, "version \(version), \((now - since).short) after") : nil
    }

    /// What the passing of time breaks.
    func look(at now: Instant) -> (SafetyRule, String)? {
        guard let current, current.endsAt <= now else { return nil }
        return (.currentEnded, "version \(version) (\(current.keyID)) ended at \(current.endsAt)")
    }
}
