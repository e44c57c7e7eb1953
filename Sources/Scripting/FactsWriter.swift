internal import Rotation

/// Writes facts as the table that a policy's `schedule` gets.
struct FactsWriter {
    static let fields = [
        "name", "application", "now", "created_at", "expires_at", "remaining", "age", "due_at",
        "last_rotated_at", "last_result", "attempts", "live_count", "foreign_count", "interval",
        "jitter",
    ]
    static let applicationFields = ["object_id", "client_id", "display_name", "tags"]

    /// The names of all fields, those of the application included.
    static var fieldNames: [String] { fields + applicationFields }

    private let shape: TapeShape
    private let applicationShape: TapeShape

    /// Makes the shapes of the tables in `state`.
    init(_ state: LuaState) throws(PolicyError) {
        shape = try state.shape(Self.fields)
        applicationShape = try state.shape(Self.applicationFields)
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
