import Rotation

/// What hooks may call in a simulation: nothing outside is touched, and every call succeeds.
///
/// Calls are checked against their signatures as ever. What concerns rotations and their secrets is
/// answered from the simulation, everything else by the plainest result of its type.
struct SimulatedWorld {
    let store: MemoryStore
    let clock: any Clock
    let chronicle: Chronicle
    let limits: Limits
    let grants: Grants

    var functions: [HostFunction] {
        let engine = EngineFunctions(store: store, clock: clock, limits: limits, grants: grants).all
        let known = Set(engine.map(\.name))
        return engine
            + HostVerbs.all.filter { !known.contains($0.name) }.map { verb in
                HostFunction(verb, isSuccess: { _ in true }) { call throws(HostError) in
                    try answer(verb, call)
                }
            }
    }

    private func answer(_ verb: HostVerb, _ call: HostCall) throws(HostError) -> Value {
        switch verb.name {
        case "secret": return try secret(call)
        case "last_sign_in": return lastSignIn(call)
        default: return verb.signature.gives.map { $0.plainest(at: clock.now()) } ?? .bool(true)
        }
    }

    private func secret(_ call: HostCall) throws(HostError) -> Value {
        let name = call.arguments.first?.text ?? ""
        do throws(StoreError) {
            let secret = try store.secret(name, version: nil)
            return .secret(SecretHandle(name: name, version: secret.version))
        } catch {
            throw .failed(code: "not_found", message: "\(error)", retryable: false)
        }
    }

    /// Consumers of a simulation take a new secret up as soon as it is delivered.
    private func lastSignIn(_ call: HostCall) -> Value {
        let now = clock.now()
        let life = chronicle.life(of: call.arguments.first?.text ?? "")
        var fields: [String: Value] = ["as_of": .int(now.seconds)]
        if let life, life.promotedAt != nil {
            fields["at"] = .int((life.displacedAt ?? now).seconds)
        }
        return .map(fields)
    }
}

extension Grants {
    /// Grants that allow every policy what it declares to need.
    static func whatIsNeeded(by declarations: [Declaration]) -> Grants {
        let needs = declarations.map { ($0.fleet?.label ?? $0.name, $0.needs) }
        return Grants(root: "/", byPolicy: Dictionary(needs) { first, _ in first })
    }
}

extension ValueType {
    /// A value of the type that says as little as it may; numbers of success where they tell it.
    fileprivate func plainest(at now: Instant) -> Value {
        switch self {
        case .boolean: .bool(true)
        case .integer, .number, .seconds, .duration: .int(0)
        case .text, .content: .string("")
        case .instant: .int(now.seconds)
        case .choice(let words): .string(words.first ?? "")
        case .list: .list([])
        case .map: .map([:])
        case .record(let name, let fields):
            .map(
                Dictionary(
                    uniqueKeysWithValues: fields.filter(\.isRequired).map { field in
                        (field.name, field.plainest(in: name, at: now))
                    }))
        case .any, .secret, .function: .null
        case .either(let types): types.first?.plainest(at: now) ?? .null
        }
    }
}

extension Parameter {
    /// An HTTP status says success with 200, that of a command with 0.
    fileprivate func plainest(in record: String, at now: Instant) -> Value {
        let isHTTP = record == "runtime.Response" || record == "runtime.GraphReply"
        return isHTTP && name == "status" ? .int(200) : type.plainest(at: now)
    }
}
