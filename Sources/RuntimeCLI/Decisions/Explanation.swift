import Rotation
import Scripting

/// What is known about a rotation now, and what its policy makes of it.
struct Explanation {
    let rotation: Rotation
    let declaration: Declaration
    let now: Instant
    let next: NextRun
    /// The last decision that was logged.
    let logged: DecisionRecord?
    /// What is wrong with the policy's file on disk.
    let problem: PolicyProblem?
    /// The host's numbers.
    let limits: Limits
    /// Secrets that it does not look after, as the last read showed them.
    let others: [ForeignSecret]

    /// Reads the rotation called `name` and asks its registered policy; changes nothing.
    ///
    /// - Throws: ``Complaint`` when there is no such rotation or its policy cannot be loaded.
    init(of name: String, in parts: Composition) throws(Complaint) {
        now = parts.clock.now()
        limits = parts.configuration.limits
        do throws(StoreError) {
            rotation = try parts.store.rotation(name)
            logged = try parts.store.decisions(of: name, since: Instant(0), limit: 1).last
            let path = rotation.path
            problem = try parts.store.problems().first { $0.path == path }
            others = rotation.otherSecrets(
                home: parts.store.home, kept: try parts.store.kept(), at: now)
        } catch {
            throw Complaint(error)
        }
        do throws(PolicyError) {
            let policy = try parts.library.policy(rotation.policy)
            declaration = policy.declaration
            next = .of(
                rotation, under: policy, pin: rotation.policy, at: now,
                limits: limits)
        } catch {
            throw Complaint(error)
        }
    }

    /// What a policy would be told; also where something else comes before it.
    var facts: Facts? {
        if case .decided(let decision) = next { return decision.facts }
        return rotation.facts(at: now, under: declaration)
    }

    var decision: DecisionRecord? {
        if case .decided(let decision) = next { decision } else { nil }
    }

    /// Why the policy's function was not asked; nil where it was.
    var precedence: String? {
        switch next {
        case .requested: "an operator asked for a run, which comes before any policy"
        case .held(.leaving): "it is being deleted: nothing new begins"
        case .held(.manualOnly): "auto = false: a run begins only when an operator asks for it"
        case .held(.paused):
            "it is paused and begins nothing; 'runtime resume \(rotation.name)' lets it go on"
        case .held(.unmanaged):
            "it is unmanaged and begins nothing: \(rotation.unmanaged?.reason.words ?? "")"
        case .held(.braked): "its fleet's brakes hold it; 'runtime status' says why"
        case .held(.disconnected):
            "its connection does not work; 'runtime status' says why"
        case .held(.stuck):
            "it is stuck and begins nothing; mend it, then 'runtime retry \(rotation.name)'"
        case .first: "there is no current secret: the first run begins at once"
        case .decided: nil
        }
    }

    var json: Value {
        .map([
            "rotation": rotation.json(with: problem, nil, others: others, at: now),
            "now": .string(now.description),
            "timezone": .string(declaration.schedule.timeZone),
            "windows": declaration.schedule.windowsJSON,
            "missed": .string(declaration.schedule.missed.rawValue),
            "facts": facts?.json ?? .null, "decision": decision?.json ?? .null,
            "not_asked": precedence.json, "fuel_limit": .int(Int64(ScriptLimits.standard.fuel)),
            "last_logged": logged?.json ?? .null,
            "run": rotation.run.map {
                .map([
                    "kind": .string($0.kind.rawValue), "step": .string($0.step.rawValue),
                    "policy_digest": .string($0.policy.digest),
                    "promote_at": .string($0.promoteAt.description),
                    "closes_at": ($0.closesAt?.description).json,
                ])
            } ?? .null,
        ])
    }
}

extension PolicyProblem {
    /// The problem as machines read it.
    var json: Value {
        .map([
            "path": .string(path), "since": .string(since.description),
            "message": .string(message), "hint": hint.json,
        ])
    }
}
