/// The host's numbers; they win over any policy, and `limits` in `config.lua` may change them.
package struct Limits: Equatable, Sendable {
    /// How far the local clock may be from the server's.
    package var clockTolerance = Duration.minutes(5)
    /// How long a comparison of the two counts for all rotations of the connection: whoever signs
    /// in for each of a thousand is taken for a loop (AADSTS50196).
    package var clockMemory = Duration.minutes(1)
    /// The least time between a delivery and the removal of what it displaced.
    package var minimumGrace = Duration.hours(1)
    /// The least time between two runs of one application; manual runs are exempt.
    package var minimumInterval = Duration.hours(1)
    /// The least time between two writes to one application.
    package var writeGap = Duration.seconds(5)
    /// From seal to the first sign-in with the new secret.
    package var firstProbe = Duration.seconds(10)
    /// Between two successful sign-ins; the first pause after a failed one is half of it.
    package var proofSpacing = Duration.seconds(20)
    /// The longest pause after a failed sign-in.
    package var proofBackoff = Duration.seconds(60)
    /// How long a proof may take.
    package var proofBudget = Duration.minutes(30)
    /// From mint to promotion, for a scheduled run or one that a host call began.
    package var settleStaged = Duration.minutes(10)
    /// From mint to promotion, for a first or manual run.
    package var settle = Duration.minutes(2)
    /// Between two reads that look for an intent without an answer.
    package var absenceSpacing = Duration.seconds(30)
    /// Between two reads that confirm a removal.
    package var goneSpacing = Duration.seconds(30)
    /// The first pause after a transient failure.
    package var backoff = Duration.minutes(1)
    /// The longest pause after a transient failure.
    package var backoffCap = Duration.hours(1)
    /// How soon `schedule` is asked again after a `wait` without `at`.
    package var reask = Duration.hours(6)
    /// How soon `before_rotate` or `retire` is asked again after a no.
    package var vetoPause = Duration.hours(1)
    /// Over how long runs are spread that fell due together after a gap.
    package var spread = Duration.hours(6)
    /// How long sealing is tried from memory while the store cannot be written.
    package var sealRetry = Duration.seconds(60)

    /// The first pause before a connection that does not work is probed.
    package var probePause = Duration.minutes(1)
    /// The longest pause between two probes.
    package var probeCap = Duration.hours(1)

    /// Between two listings of a fleet's applications.
    package var listing = Duration.hours(1)
    /// Over how long reads confirm that an application has been deleted.
    package var confirmation = Duration.hours(24)
    /// How long canaries must have been well before the others of their fleet begin.
    package var canaryTime = Duration.hours(1)

    /// New secrets that a connection's rotations may be asking for at a time.
    package var mintsInFlight = 4
    /// Displaced secrets that they may be removing at a time.
    package var retirementsInFlight = 4
    /// New secrets that they may be proving at a time.
    package var proofsWaiting = 64

    /// Reads without its marker after which an intent no longer forbids a new mint.
    static let absentReads = 3
    /// Reads without its key id after which a removed credential is gone.
    static let goneReads = 5
    /// Permanent failures in a row that make a rotation stuck.
    static let maxAttempts = 5
    /// Rotations due in one tick from which on late ones are spread.
    static let crowd = 10
    /// Failed proofs in a row that make a rotation stuck.
    static let maxFailedProofs = 2
    /// Free bytes on the home's medium without which nothing is minted.
    static let minimumFreeBytes: Int64 = 16 << 20

    /// How long host calls of hooks that are over, and closed runs, are kept.
    static let journalLife = Duration.days(30)
    /// How long what happened is kept in any case.
    static let historyLife = Duration.days(400)
    /// Reads by id after which an application that they did not find counts as deleted.
    static let missingReads = 3
    /// Permanent failures in a row that stop a fleet.
    static let fleetFailures = 3
    /// Failures in a row at which a connection's work stops; a refused sign-in stops it at once.
    static let breakerFailures = 5

    /// The defaults of the product.
    package init() {}

    /// How long before its end a credential is replaced whatever its policy says.
    package static func safetyMargin(lifetime: Duration) -> Duration {
        let seconds = lifetime.wholeSeconds
        return .seconds(min(max(3 * 86_400, seconds / 10), seconds / 3))
    }

    /// From mint to promotion at least.
    package func settle(for kind: Run.Kind) -> Duration {
        kind == .scheduled || kind == .called ? settleStaged : settle
    }

    /// The numbers by the names `config.lua` gives them.
    package static let named: [String: any WritableKeyPath<Limits, Duration> & Sendable] = [
        "clock_tolerance": \.clockTolerance, "minimum_grace": \.minimumGrace,
        "minimum_interval": \.minimumInterval, "write_gap": \.writeGap,
        "first_probe": \.firstProbe, "proof_spacing": \.proofSpacing,
        "proof_backoff": \.proofBackoff, "proof_budget": \.proofBudget,
        "settle_staged": \.settleStaged, "settle": \.settle,
        "absence_spacing": \.absenceSpacing, "gone_spacing": \.goneSpacing,
        "backoff": \.backoff, "backoff_cap": \.backoffCap, "reask": \.reask,
        "veto_pause": \.vetoPause, "spread": \.spread, "seal_retry": \.sealRetry,
        "probe_pause": \.probePause, "probe_cap": \.probeCap,
        "listing": \.listing, "confirmation": \.confirmation, "canary_time": \.canaryTime,
    ]

    /// The counts by the names `config.lua` gives them; each is 1 at least.
    package static let counts: [String: any WritableKeyPath<Limits, Int> & Sendable] = [
        "mints_in_flight": \.mintsInFlight, "retirements_in_flight": \.retirementsInFlight,
        "proofs_waiting": \.proofsWaiting,
    ]
}
