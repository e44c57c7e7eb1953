/// What the engine's functions take and give.
extension EngineFunctions {
    /// Every function of the engine, without anything behind it.
    package static let verbs = [rotations, history, rotate, pause, resume]

    static let rotations = HostVerb(
        "rotations", .reads,
        Signature(
            "Lists rotations by name; a policy sees those of its own file, a script all.",
            .table([
                Parameter("connection", .text, "only those of this connection"),
                Parameter("tag", .text, "only of applications with this tag, as last read"),
                Parameter("name", .text, "only those whose name begins so"),
                Parameter(
                    "status", .choice(Rotation.Status.allCases.map(\.rawValue)), "only those"),
            ]), gives: .list(record)))

    static let history = HostVerb(
        "history", .reads,
        Signature(
            "Gives the latest events of a rotation, oldest first.",
            .ordered([
                name, Parameter("limit", .integer, "at most 1000; 50 without"),
            ]), gives: .list(event)))

    static let rotate = HostVerb(
        "rotate", .writes,
        Signature(
            "Asks for a run under the rules of scheduled ones, once the hook has ended; one that "
                + "is under way counts. Needs a grant engine = { \"rotate\" }; refused in hooks "
                + "of a run that was begun so.",
            .ordered([name]), gives: .boolean))

    static let pause = HostVerb(
        "pause", .writes,
        Signature(
            "Forbids new runs, promotions of staged secrets and removals, as 'runtime pause' "
                + "does. Needs a grant engine = { \"pause\" }.",
            .ordered([name]), gives: .boolean))

    static let resume = HostVerb(
        "resume", .writes,
        Signature(
            "Ends a pause, whoever began it. Needs a grant engine = { \"resume\" }.",
            .ordered([name]), gives: .boolean))

    private static let name = Parameter("name", .text, isRequired: true, "the rotation's")

    private static let record = ValueType.record(
        "runtime.Rotation",
        [
            Parameter("name", .text, isRequired: true, "the rotation's"),
            Parameter("connection", .text, isRequired: true, "the connection's name"),
            Parameter("policy", .text, isRequired: true, "the policy file's path"),
            Parameter("status", .text, isRequired: true, "what it is doing, in a word"),
            Parameter("version", .integer, isRequired: true, "last promoted; 0 before the first"),
            Parameter("secrets", .list(.text), isRequired: true, "names that consumers read"),
            Parameter("tags", .list(.text), isRequired: true, "the application's, as last read"),
            Parameter("object_id", .text, "the application's"),
            Parameter("client_id", .text, "the application's"),
            Parameter("display_name", .text, "the application's"),
            Parameter("key_id", .text, "the current credential's"),
            Parameter("expires_at", .instant, "end of the current credential"),
            Parameter("last_rotated_at", .instant, "last delivery"),
            Parameter("wake_at", .instant, "when it is looked at next"),
            Parameter("wake_for", .text, "and for what"),
            Parameter("paused_at", .instant, "since when it is paused"),
            Parameter("last_error", .text, "until something goes well"),
        ])

    private static let event = ValueType.record(
        "runtime.HistoryEvent",
        [
            Parameter("at", .instant, isRequired: true, "when it happened"),
            Parameter("kind", .text, isRequired: true, "what, in a word"),
            Parameter("detail", .text, isRequired: true, "a line for people"),
            Parameter("run", .text, "the run it belongs to"),
            Parameter("key_id", .text, "the credential it is about"),
            Parameter("hint", .text, "the remedy"),
        ])
}

extension Rotation {
    /// The rotation as hooks and scripts see it.
    var record: Value {
        var fields: [String: Value] = [
            "name": .string(name), "connection": .string(connection), "policy": .string(path),
            "status": .string(status.rawValue), "version": .int(Int64(version)),
            "secrets": .list(secrets.all.map(Value.string)),
            "tags": .list((seen?.tags ?? []).map(Value.string)),
        ]
        fields["object_id"] = (seen?.objectID ?? application.objectID).map(Value.string)
        fields["client_id"] = (seen?.clientID ?? application.clientID).map(Value.string)
        fields["display_name"] = (seen?.displayName).map(Value.string)
        fields["key_id"] = (current?.keyID).map(Value.string)
        fields["expires_at"] = (current?.endsAt.seconds).map(Value.int)
        fields["last_rotated_at"] = (lastRotatedAt?.seconds).map(Value.int)
        fields["wake_at"] = (wake?.at.seconds).map(Value.int)
        fields["wake_for"] = (wake?.reason.rawValue).map(Value.string)
        fields["paused_at"] = (pausedAt?.seconds).map(Value.int)
        fields["last_error"] = lastError.map(Value.string)
        return .map(fields)
    }
}

extension Event {
    /// The event as hooks and scripts see it.
    var record: Value {
        var fields: [String: Value] = [
            "at": .int(at.seconds), "kind": .string(kind.rawValue), "detail": .string(detail),
        ]
        fields["run"] = run.map(Value.string)
        fields["key_id"] = keyID.map(Value.string)
        fields["hint"] = hint.map(Value.string)
        return .map(fields)
    }
}
