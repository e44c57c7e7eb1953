import Rotation

/// How long what a plan foresees takes on one connection, where the host's limits hold it up.
struct PlanWork {
    let connection: String
    /// New secrets, nil where limits and canaries make no difference to them.
    let making: Pace?
    /// Members of fleets that go first.
    let canaries: Int
    /// Removals, nil where the limit makes no difference to them.
    let removing: Pace?
    private let limits: Limits

    /// - Returns: Nil where nothing is held up.
    init?(on connection: String, _ items: [PreviewItem], _ fleets: [Fleet], _ limits: Limits) {
        self.connection = connection
        self.limits = limits
        let mine = items.filter { $0.rotation.connection == connection }
        let runs = Dictionary(grouping: mine.filter { $0.making(limits) != nil }, by: \.fleetKey)
        var tasks: [Pace.Task] = []
        var canaries = 0
        for (fleet, members) in runs {
            let all = members.compactMap { $0.making(limits) }.sorted { $0.begins < $1.begins }
            let first = fleet.map { members[0].goingFirst($0, fleets) } ?? 0
            tasks += Self.line(all, first, limits)
            if first > 0, first < all.count { canaries += first }
        }
        self.canaries = canaries
        let making = Pace(tasks, limit: limits.proofsWaiting)
        self.making = canaries > 0 || (making?.delay ?? .zero) > .zero ? making : nil
        let removals = mine.flatMap { $0.removals(limits) }
        let removing = Pace(removals, limit: limits.retirementsInFlight)
        self.removing = (removing?.delay ?? .zero) > .zero ? removing : nil
        guard self.making != nil || self.removing != nil else { return nil }
    }

    /// Those behind the first few wait until these were well for long enough.
    private static func line(
        _ tasks: [Pace.Task], _ first: Int, _ limits: Limits
    ) -> [Pace.Task] {
        guard let well = tasks.prefix(first).map(\.ends).max() else { return tasks }
        return tasks.prefix(first)
            + tasks.dropFirst(first).map { task in
                var task = task
                task.begins = max(task.begins, well + limits.canaryTime)
                return task
            }
    }

    /// One line each.
    var lines: [String] {
        let first =
            canaries == 0
            ? "" : ", \(canaries) first and the others after \(limits.canaryTime.short)"
        return [
            making.map { words($0, "new secret", "being proven") + first + took($0) },
            removing.map { words($0, "removal", "under way") + took($0) },
        ].compactMap(\.self)
    }

    private func words(_ pace: Pace, _ noun: String, _ state: String) -> String {
        "connection \"\(connection)\": \(pace.count.of(noun)), \(pace.limit) at most \(state) "
            + "at a time"
    }

    private func took(_ pace: Pace) -> String {
        ": \(pace.span.short) or more from the first to the last"
    }

    var json: Value {
        .map([
            "connection": .string(connection), "canaries": .int(Int64(canaries)),
            "make": making?.json ?? .null, "remove": removing?.json ?? .null,
        ])
    }
}

extension Pace {
    fileprivate var json: Value {
        .map([
            "count": .int(Int64(count)), "at_a_time": .int(Int64(limit)),
            "seconds": .int(span.wholeSeconds),
        ])
    }
}

extension PreviewItem {
    /// The policy of a fleet that it goes by.
    fileprivate struct FleetKey: Hashable {
        let path: String
        let pin: PolicyPin
        let canary: Int
    }

    fileprivate var fleetKey: FleetKey? {
        target.policy.declaration.fleet.map {
            FleetKey(path: rotation.path, pin: rotation.policy, canary: $0.canary)
        }
    }

    /// How many members of the fleet have to try its policy before the others begin.
    fileprivate func goingFirst(_ key: FleetKey, _ fleets: [Fleet]) -> Int {
        let known = fleets.first {
            $0.path == key.path && $0.policy.index == key.pin.index && $0.digest == key.pin.digest
        }
        return known?.isCleared == true ? 0 : key.canary
    }

    /// The run that would begin.
    fileprivate func making(_ limits: Limits) -> Pace.Task? {
        guard let make = actions.first(where: { $0.kind == .make }) else { return nil }
        let promoted = actions.first { $0.kind == .promote && $0.at >= make.at }?.at ?? make.at
        return Pace.Task(
            begins: make.at, takes: limits.provingTime(of: target.declaration),
            lasts: promoted - make.at)
    }

    fileprivate func removals(_ limits: Limits) -> [Pace.Task] {
        actions.filter { $0.kind == .remove }.map {
            Pace.Task(begins: $0.at, takes: limits.removalTime, lasts: limits.removalTime)
        }
    }
}
