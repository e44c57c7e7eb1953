/// Hooks that are asked for a yes or a no before the engine goes on.
extension Rotator {
    /// Asks about the run's own credential, or about the run before there is one.
    func ask(_ hook: Hook, _ work: inout Work) throws(Failure) -> Answer {
        try ask(hook, about: work.rotation.candidate, &work)
    }

    /// Asks a hook; each asking is an event of its own.
    func ask(
        _ hook: Hook, about credential: Credential?, _ work: inout Work
    ) throws(Failure) -> Answer {
        let now = clock.now()
        let event = HookEvent(
            id: Identifier.ulid(at: now, random: random), hook: hook, in: work.rotation,
            named: work.declaration.secrets, about: credential, at: now)
        return Answer(
            try run(event, of: work.policy, attempt: 1, in: work), of: hook)
    }

    /// Runs a hook with a host that journals what it does.
    func run(
        _ event: HookEvent, of policy: any Policy, attempt: Int, in work: Work
    ) throws(Failure) -> [Value] {
        let session = HookSession(
            event: event, attempt: attempt,
            caller: Caller(policy.declaration, in: work.rotation), functions: functions,
            store: store, lease: work.lease)
        do throws(Failure) {
            let results = try Failure.ofPolicy { () throws(PolicyError) in
                try policy.run(event.hook, event: event.value, host: session)
            }
            if let error = session.storeError { throw Failure.store(error) }
            return results
        } catch {
            throw session.storeError.map(Failure.store) ?? error
        }
    }
}

/// What a hook said.
enum Answer: Equatable {
    case yes
    case no(reason: String?)

    /// Reads a hook's results.
    ///
    /// A hook that only acts says yes by returning nothing; `verify` and `retire` must say it.
    init(_ results: [Value], of hook: Hook) {
        switch results.first {
        case .null?, .bool(false)?:
            let reason = results.count > 1 ? Self.text(results[1]) : nil
            let isSilent = results.count == 1 && results[0] == .null
            let actsOnly = hook != .verify && hook != .retire
            self = isSilent && actsOnly ? .yes : .no(reason: reason)
        case nil where hook == .verify || hook == .retire:
            self = .no(reason: "'\(hook.rawValue)' returned nothing")
        default:
            self = .yes
        }
    }

    private static func text(_ value: Value) -> String? {
        value.text ?? value["message"]?.text
    }
}
