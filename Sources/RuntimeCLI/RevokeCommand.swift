import ArgumentParser
import Rotation
import SecretStore

/// `runtime revoke`: after a leak.
struct RevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "After a leak: makes a new secret and removes all others of the rotation.",
        discussion: """
            The new secret is made, proven, promoted and delivered; then every other one that \
            the rotation made or adopted is removed. Windows, pauses, the minimum interval, \
            'before_rotate', 'retire' and overlaps hold nothing up; a secret that waits for \
            its time is thrown away.

            Consumers keep the old secret until they are told of the new one. When that takes \
            longer than --deliver-wait the command asks, or ends with status 1; with --now \
            the old ones are removed as soon as the new one is promoted, delivered or not.

            Tokens that the old secrets issued live on for up to 90 minutes. Secrets that this \
            home does not know are left alone; 'runtime apps' lists them.

            A running `runtime run` on the same home does the work if there is one. Run again \
            before its removals are confirmed, the command goes on with them; after that it \
            makes another secret.
            """)

    @Argument(help: "The rotation's name.")
    var name: String

    @Flag(help: "Remove the others before the new one is delivered.")
    var now = false

    @Option(help: "How long delivery may take, such as 10m.")
    var deliverWait: DurationArgument?

    @Flag(help: "Do not ask: when delivery takes too long, go on as with --now.")
    var yes = false

    @Option(help: "The longest wait, such as 30m; then exit 75.")
    var maxWait: DurationArgument?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var scripts: ScriptOptions

    @OptionGroup var options: HomeOptions

    func run() throws {
        StopSignals.install()
        let parts = try Composition(options.folder, for: .change, isolate: scripts.isolate)
        let summary = Summary(parts.store, parts.clock)
        let rotation = try summary.rotations([name]).first
        try begin(rotation, parts)
        let reporter = Reporter()
        let drive = Drive(parts, reporter: reporter)
        if let rotation { try drive.probeSoon(rotation.connection) }
        let maxWait = maxWait?.duration ?? .minutes(30)
        try drive.until(maxWait: maxWait, name, \.isRevokedUpToDelivery)
        try awaitDelivery(drive, parts)
        try drive.until(maxWait: maxWait, name, \.isRevokedButForDelivery)
        if now { try drive.until(maxWait: deliveryTime, name) { $0.run == nil } }
        if try !self.rotation(parts).isRevokedButForDelivery {
            try drive.toRest(maxWait: maxWait, only: name)
        }
        try summary.print([name], json: json)
        try refuseUnfinished(summary, told: reporter.hasFailed)
    }

    /// Asks for a revoke, unless one that is done up to its removals is only gone on with.
    private func begin(_ rotation: Rotation?, _ parts: Composition) throws(Complaint) {
        guard let rotation, rotation.confirmsRevoke else {
            return try request(now ? .revokeNow : .revoke, parts)
        }
        Terminal.say(
            "runtime: note: \(name): the revoke that made v\(rotation.version) is gone on with, "
                + "whose removals are not confirmed yet; if v\(rotation.version) has leaked as "
                + "well, run the command once more when this one is done")
    }

    private func request(_ kind: Run.Kind, _ parts: Composition) throws(Complaint) {
        try Complaint.ofStore { () throws(StoreError) in
            try parts.store.request(kind, of: name)
        }
    }

    private func rotation(_ parts: Composition) throws(Complaint) -> Rotation {
        try Complaint.ofStore { () throws(StoreError) in try parts.store.rotation(name) }
    }

    /// Gives delivery its time; after that the others go, if that is wanted.
    private func awaitDelivery(_ drive: Drive, _ parts: Composition) throws {
        try drive.insist(for: deliveryTime, on: name) { !$0.waitsForDelivery }
        let rotation = try rotation(parts)
        let others = rotation.credentials.filter { $0.state == .previous }.map(\.keyID)
        guard rotation.waitsForDelivery, !others.isEmpty else { return }
        let why = rotation.lastError.map { ": \($0)" } ?? ""
        guard try yes || agrees(others, why) else {
            let isOne = others.count == 1
            throw Complaint(
                "\(name): v\(rotation.version) is not delivered after \(deliveryTime.short)\(why); "
                    + "\(others.joined(separator: ", ")) still \(isOne ? "signs" : "sign") in",
                hint: "'runtime revoke \(name) --now' removes \(isOne ? "it" : "them") all the "
                    + "same; "
                    + "'runtime retry \(name)' tries the delivery again")
        }
        try request(.revokeNow, parts)
    }

    private var deliveryTime: Duration { deliverWait?.duration ?? .minutes(10) }

    private func agrees(_ others: [String], _ why: String) throws -> Bool {
        try Confirmation(
            question: "The new secret of \(name) is not delivered\(why)",
            help: "Consumers that were not told still use \(others.joined(separator: ", ")).",
            yes: "Remove it all the same", no: "Leave it for now"
        ).isGiven()
    }

    private func refuseUnfinished(_ summary: Summary, told: Bool) throws {
        guard let rotation = try summary.rotations([name]).first else { return }
        guard !rotation.isRevokedButForDelivery else { throw undelivered(rotation) }
        let isDone =
            rotation.run == nil && rotation.lastRunKind?.revokes == true
            && rotation.lastRunSucceeded == true
        guard !isDone || rotation.needsMending else { return }
        if !told { try summary.refuseFailing([name], told: false) }
        throw Complaint(
            "\(name): the revoke is not done; secrets that were leaked may still sign in",
            hint: "see 'runtime status \(name)'; mend what is wrong and run the command again")
    }

    private func undelivered(_ rotation: Rotation) -> Complaint {
        let why = rotation.lastError.map { ": \($0)" } ?? ""
        return Complaint(
            "\(name): the secrets before v\(rotation.version) are gone, but it is not delivered\(why)",
            hint: "consumers have no secret that signs in until it is: mend that, then "
                + "'runtime retry \(name)'")
    }
}

extension Rotation {
    /// Whether all that is left of a revoke is to remove the others and to see that they are gone,
    /// and nothing stands in the way of that.
    fileprivate var confirmsRevoke: Bool {
        let leaving = credentials.filter { $0.state == .revoking }
        return run == nil && requested == nil && lastRunKind?.revokes == true && !leaving.isEmpty
            && leaving.allSatisfy { $0.removedAt != nil || $0.attempts == 0 }
    }

    /// Whether nothing but the delivery, if that, keeps a revoke from removing the others.
    fileprivate var isRevokedUpToDelivery: Bool {
        guard requested == nil else { return false }
        return run.map { $0.kind.revokes && $0.step == .deliver } ?? true
    }

    /// Whether a revoke has removed all others and only its delivery is left.
    fileprivate var isRevokedButForDelivery: Bool {
        isRevokedUpToDelivery && run != nil
            && credentials.allSatisfy { $0.state == .current || !$0.state.isLive }
    }

    /// Whether the others of a revoke go only once it is delivered.
    fileprivate var waitsForDelivery: Bool {
        requested?.revokes != true && run.map { $0.kind == .revoke && $0.step == .deliver } == true
    }
}
