import Rotation

/// What would happen to one rotation.
struct PreviewItem {
    let target: PlanTarget
    let forecast: Forecast
    /// What would be done within the time looked ahead.
    let actions: [Forecast.Action]
    let sighting: Sighting?
    /// Why its application could not be read.
    let readError: IssuerError?
    private let now: Instant
    /// What its hooks need and may not do.
    private let ungranted: [Failure]

    init(
        _ target: PlanTarget, _ sights: TenantSights, at now: Instant, until: Instant,
        _ configuration: Configuration
    ) {
        self.target = target
        ungranted = configuration.grants.missing(for: target.declaration, in: target.rotation)
        self.now = now
        do throws(IssuerError) {
            sighting = try sights.look(at: target.rotation)
            readError = nil
        } catch {
            sighting = nil
            readError = error
        }
        foreign = target.rotation.foreignSecrets(
            on: sighting?.application, and: sighting?.standing.principalCredentials ?? [],
            home: sights.home, kept: sights.kept, holders: sights.holders, at: now)
        forecast = Forecast(
            of: target.rotation, under: target.policy, pin: target.pin, seeing: sighting, at: now,
            limits: configuration.limits)
        // What a run brings with it is told to its end.
        let isBegun = forecast.begins.map { $0 <= until } ?? false
        let told = isBegun ? forecast.actions : forecast.actions.filter { $0.at <= until }
        actions = target.clash == nil ? told.filter { !$0.isOfRun || isBegun } : []
    }

    var rotation: Rotation { target.rotation }

    /// What keeps the run from beginning, or its hooks from what they do.
    var obstacles: [Failure] {
        (readError.map { [.issuer($0)] } ?? []) + forecast.obstacles + ungranted
    }

    /// Whether something stands in the way of the next run, whenever that is.
    var isBlocked: Bool { target.clash != nil || !obstacles.isEmpty }

    var isUnchanged: Bool {
        actions.isEmpty && obstacles.isEmpty && target.clash == nil && policyError == nil
            && target.isRegistered && target.before == nil && !target.isDismissed
    }

    /// By the first thing that happens, then by name.
    var order: (Instant, Instant, String) {
        let far = Instant(.max)
        let first = isUnchanged ? far : actions.first?.at ?? now
        return (first, forecast.begins ?? far, rotation.name)
    }

    /// What the policy's function ended with.
    var policyError: PolicyError? {
        if case .decided(let decision) = forecast.next, case .failed(let error) = decision.answer {
            error
        } else {
            nil
        }
    }

    /// Secrets that are not this rotation's.
    let foreign: [ForeignSecret]
}

extension Forecast.Action {
    /// Whether it belongs to a run that begins or goes on.
    fileprivate var isOfRun: Bool {
        switch kind {
        case .make, .promote, .displace: true
        case .deliver, .remove, .expire, .seek: false
        }
    }
}

extension PreviewItem {
    var json: Value {
        let schedule = target.declaration.schedule
        return .map([
            "rotation": .string(rotation.name), "path": .string(rotation.path),
            "connection": .string(rotation.connection),
            "object_id": (sighting?.application.objectID).json,
            "client_id": (sighting?.application.clientID).json,
            "display_name": (sighting?.application.displayName).json,
            "timezone": .string(schedule.timeZone), "registered": .bool(target.isRegistered),
            "actions": .list(actions.map { $0.json(schedule.clock) }),
            "begins_at": (forecast.begins?.description).json,
            "held": (forecast.next.hold?.rawValue).json,
            "decision": decision?.json ?? .null,
            "blocked": .bool(isBlocked), "unchanged": .bool(isUnchanged),
            "obstacles": .list(
                obstacles.map {
                    .map(["message": .string($0.description), "hint": $0.hint.json])
                }),
            "clash": (target.clash?.message).json, "notes": .list(notes.map { .string($0) }),
            "changes": .list(
                changes.map {
                    .map(["field": .string($0.field), "from": $0.from.json, "to": $0.to.json])
                }),
            "other_secrets": .list(foreign.map(\.json)),
        ])
    }

    var decision: DecisionRecord? {
        if case .decided(let decision) = forecast.next { decision } else { nil }
    }
}

extension Forecast.Action {
    fileprivate func json(_ clock: WallClock) -> Value {
        .map([
            "do": .string(kind.rawValue), "at": .string(at.description),
            "at_local": .string(clock.rfc3339(at: at)), "key_id": keyID.json,
            "version": version.map { .int(Int64($0)) } ?? .null,
            "ends_at": (endsAt?.description).json, "because": .string(reason),
            "host_rules": .list(
                clamps.map { .map(["rule": .string($0.rule.rawValue), "text": .string($0.text)]) }),
        ])
    }
}

extension NextRun {
    /// Why nothing begins by itself, if so.
    var hold: Hold? {
        if case .held(let hold) = self { hold } else { nil }
    }
}
