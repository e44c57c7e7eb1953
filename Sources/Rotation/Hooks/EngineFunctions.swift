/// What hooks and scripts may see of rotations and do to them.
///
/// A policy sees the rotations of its own file, a script all of them. What changes one needs a
/// grant `engine`.
package struct EngineFunctions {
    let store: any Store
    let clock: any Clock
    let limits: Limits
    let grants: Grants

    /// Makes the functions over a store.
    ///
    /// - Parameters:
    ///   - store: Where rotations are kept.
    ///   - clock: Tells the time.
    ///   - limits: The host's numbers.
    ///   - grants: The operator's permissions.
    package init(store: any Store, clock: any Clock, limits: Limits, grants: Grants) {
        self.store = store
        self.clock = clock
        self.limits = limits
        self.grants = grants
    }

    /// `host:rotations`, `host:history`, `host:rotate`, `host:pause` and `host:resume`.
    package var all: [HostFunction] {
        [
            HostFunction(Self.rotations) { call throws(HostError) in try rotations(call) },
            HostFunction(Self.history) { call throws(HostError) in try history(call) },
            HostFunction(Self.rotate) { call throws(HostError) in try rotate(call) },
            HostFunction(Self.pause) { call throws(HostError) in try setPaused(true, call) },
            HostFunction(Self.resume) { call throws(HostError) in try setPaused(false, call) },
        ]
    }

    private func rotations(_ call: HostCall) throws(HostError) -> Value {
        let filter = RotationFilter(call.arguments.first?.members ?? [:])
        let all = try ofStore { () throws(StoreError) in try store.rotations() }
        let chosen = all.filter { call.caller.sees($0.path) && filter.accepts($0) }
        return .list(chosen.map(\.record))
    }

    private func history(_ call: HostCall) throws(HostError) -> Value {
        let rotation = try rotation(call)
        let limit = call.arguments.dropFirst().first?.integer ?? 50
        guard (1...1_000).contains(limit) else {
            throw .misuse("bad argument 'limit' to history: a number from 1 to 1000 expected")
        }
        let events = try ofStore { () throws(StoreError) in
            try store.history(of: rotation.name, limit: Int(limit))
        }
        return .list(events.map(\.record))
    }

    private func rotate(_ call: HostCall) throws(HostError) -> Value {
        try grants.require(.engine, "rotate", for: call.caller, asked: "rotate")
        let rotation = try rotation(call)
        guard call.caller.mayRotate else {
            throw .misuse("rotate is refused in a hook of a run that a host call began")
        }
        if rotation.run != nil { return .bool(true) }
        if let (code, why) = rotation.hindrance(at: clock.now(), limits) {
            throw .failed(
                code: code, message: "\(rotation.name): \(why)", retryable: code == "too_soon")
        }
        try ofStore { () throws(StoreError) in try store.request(.called, of: rotation.name) }
        return .bool(true)
    }

    private func setPaused(_ isPaused: Bool, _ call: HostCall) throws(HostError) -> Value {
        let verb = isPaused ? "pause" : "resume"
        try grants.require(.engine, verb, for: call.caller, asked: verb)
        let name = try rotation(call).name
        _ = try ofStore { () throws(StoreError) in
            try store.setPaused(isPaused, name, why: "by \(call.caller)", at: clock.now())
        }
        return .bool(true)
    }

    /// The rotation that the first argument names, if the caller may see it.
    private func rotation(_ call: HostCall) throws(HostError) -> Rotation {
        let name = call.arguments.first?.text ?? ""
        do throws(StoreError) {
            let rotation = try store.rotation(name)
            if call.caller.sees(rotation.path) { return rotation }
        } catch .notFound {
            // The same answer as for a rotation that the caller may not see.
        } catch {
            throw .failed(code: "store", message: "\(error)", retryable: true)
        }
        throw .failed(
            code: "not_found", message: "\(call.caller) has no rotation \"\(name)\"",
            retryable: false)
    }

    private func ofStore<Result>(
        _ body: () throws(StoreError) -> Result
    ) throws(HostError) -> Result {
        do throws(StoreError) {
            return try body()
        } catch {
            throw .failed(code: "store", message: "\(error)", retryable: true)
        }
    }
}

/// What `host:rotations` is to give.
private struct RotationFilter {
    let members: [String: Value]

    init(_ members: [String: Value]) {
        self.members = members
    }

    func accepts(_ rotation: Rotation) -> Bool {
        accepts("connection") { rotation.connection == $0 }
            && accepts("status") { rotation.status.rawValue == $0 }
            && accepts("name") { rotation.name.hasPrefix($0) }
            && accepts("tag") { rotation.seen?.tags.contains($0) ?? false }
    }

    private func accepts(_ name: String, _ matches: (String) -> Bool) -> Bool {
        members[name]?.text.map(matches) ?? true
    }
}
