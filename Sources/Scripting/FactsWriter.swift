internal import Rotation

/// Writes facts as the table that a policy's `schedule` gets.
struct FactsWriter {
    /// The fields in the order in which they are written, for the reference too.
    static let fields = [
        Parameter("name", .text, isRequired: true, "of the rotation"),
        Parameter(
            "application", .record("runtime.FactsApplication", applicationFields),
            isRequired: true, "as it was last read"),
        Parameter("now", .instant, isRequired: true, "the moment of the decision"),
        Parameter("created_at", .instant, isRequired: true, "when the current secret was made"),
        Parameter("expires_at", .instant, isRequired: true, "when it ends"),
        Parameter("remaining", .integer, isRequired: true, "seconds until then"),
        Parameter("age", .integer, isRequired: true, "seconds since it was made"),
        Parameter("due_at", .instant, "the next nominal time of the declared schedule"),
        Parameter("last_rotated_at", .instant, "when a secret last became current"),
        Parameter("last_result", .choice(["ok", "failed"]), "of the last run; nil before"),
        Parameter("attempts", .integer, isRequired: true, "failed runs since the last good one"),
        Parameter("live_count", .integer, isRequired: true, "live credentials that are ours"),
        Parameter("foreign_count", .integer, isRequired: true, "live ones that are not ours"),
        Parameter("interval", .integer, isRequired: true, "of the policy, in seconds"),
        Parameter("jitter", .number, isRequired: true, "0 to 1, always the same for a name"),
    ]
    static let applicationFields = [
        Parameter("object_id", .text, isRequired: true, "the directory object's id"),
        Parameter("client_id", .text, isRequired: true, "the application's id"),
        Parameter("display_name", .text, isRequired: true, "what the portal shows"),
        Parameter("tags", .list(.text), isRequired: true, "its tags"),
    ]

    private let shape: TapeShape
    private let applicationShape: TapeShape

    /// Makes the shapes of the tables in `state`.
    init(_ state: LuaState) throws(PolicyError) {
        shape = try state.shape(Self.fields.map(\.name))
        applicationShape = try state.shape(Self.applicationFields.map(\.name))
    }

    /// Writes the arguments of one call; the order is that of the fields above.
    func write(_ facts: borrowing Facts, to tape: inout TapeWriter) {
        let now = facts.now.seconds
        tape.begin(list: 1)
        tape.begin(record: shape)
        tape.string(facts.name)
        write(facts.application, to: &tape)
        tape.int(now)
        tape.int(facts.createdAt.seconds)
        tape.int(facts.expiresAt.seconds)
        tape.int(facts.expiresAt.seconds - now)
        tape.int(now - facts.createdAt.seconds)
        tape.instant(facts.dueAt)
        tape.instant(facts.lastRotatedAt)
        tape.result(facts.lastRunSucceeded)
        tape.int(Int64(facts.attempts))
        tape.int(Int64(facts.liveCount))
        tape.int(Int64(facts.foreignCount))
        tape.int(facts.interval.wholeSeconds)
        tape.number(facts.jitter)
    }

    private func write(_ application: borrowing Application, to tape: inout TapeWriter) {
        tape.begin(record: applicationShape)
        tape.string(application.objectID)
        tape.string(application.clientID)
        tape.string(application.displayName)
        tape.begin(list: application.tags.count)
        for tag in application.tags { tape.string(tag) }
    }
}

extension TapeWriter {
    /// Writes Unix seconds, or null.
    fileprivate mutating func instant(_ instant: Instant?) {
        if let instant { int(instant.seconds) } else { null() }
    }

    /// Writes how a run ended, in a policy's words.
    fileprivate mutating func result(_ succeeded: Bool?) {
        switch succeeded {
        case true?: string("ok" as StaticString)
        case false?: string("failed" as StaticString)
        case nil: null()
        }
    }
}
