import Azure
import Rotation
import SecretStore

/// What would happen in a home within a time, found out without changing anything.
struct Preview {
    let now: Instant
    /// How far was looked ahead.
    let within: Duration
    /// Those with something to tell first, in the order in which it would happen.
    let items: [PreviewItem]
    let connections: [PreviewConnection]
    /// What fleets' policies fail for.
    let leftOut: [LeftOut]
    /// What files do not bring back.
    let deleted: [Deletion]
    /// What takes long since only so much may be done at a time.
    let work: [PlanWork]

    /// Looks at the tenant and asks the policies.
    init(
        _ targets: PlanTargets, seen sights: TenantSights, within: Duration,
        in surroundings: Surroundings
    ) throws(Complaint) {
        now = surroundings.clock.now()
        self.within = within
        let configuration = surroundings.configuration
        leftOut = targets.leftOut
        deleted = targets.deleted
        let items = targets.all.map { [now] target in
            PreviewItem(target, sights, at: now, until: now + within, configuration)
        }.sorted { $0.order < $1.order }
        self.items = items
        connections = sights.connections.map(PreviewConnection.init)
        let fleets = try Complaint.ofStore { () throws(StoreError) in
            try surroundings.store?.fleets() ?? []
        }
        work = connections.compactMap { PlanWork(on: $0.name, items, fleets, configuration.limits) }
    }

    var changing: [PreviewItem] { items.filter { !$0.isUnchanged } }
    var unchanged: [PreviewItem] { items.filter(\.isUnchanged) }

    private func count(_ kind: Forecast.Action.Kind) -> Int {
        items.reduce(0) { $0 + $1.actions.count { $0.kind == kind } }
    }

    private var counts: [(name: String, count: Int, isAlways: Bool)] {
        [
            ("make", count(.make), true), ("remove", count(.remove), true),
            ("change", items.count { $0.target.before != nil }, false),
            ("blocked", items.count(where: \.isBlocked), false),
            ("left out", leftOut.count, false), ("deleted", deleted.count, false),
            ("unchanged", unchanged.count, true),
        ]
    }

    /// Such as `Plan: 2 to make, 1 to remove, 5 unchanged`.
    var summary: String {
        let words = counts.filter { $0.isAlways || $0.count > 0 }.map { name, count, _ in
            ["make", "remove", "change"].contains(name) ? "\(count) to \(name)" : "\(count) \(name)"
        }
        return "Plan: " + words.joined(separator: ", ")
    }

    var json: Value {
        .map([
            "now": .string(now.description), "until": .string((now + within).description),
            "rotations": .list(items.map(\.json)),
            "connections": .list(connections.map(\.json)),
            "left_out": .list(leftOut.map(\.json)), "deleted": .list(deleted.map(\.json)),
            "work": .list(work.map(\.json)),
            "summary": .map(
                Dictionary(
                    uniqueKeysWithValues: counts.map {
                        ($0.name.replacing(" ", with: "_"), .int(Int64($0.count)))
                    })),
        ])
    }

    /// Ends the command where a tenant could not be read or a policy failed.
    func refuseFailures() throws(Complaint) {
        for connection in connections {
            guard let error = connection.error else { continue }
            throw Complaint(
                "\(error)", hint: error.hint, exit: error.isTransient ? .tryAgain : .failed)
        }
        if let error = items.lazy.compactMap(\.readError).first(where: \.isTransient) {
            throw Complaint("\(error)", hint: error.hint, exit: .tryAgain)
        }
        if let clash = items.lazy.compactMap(\.target.clash).first {
            throw Complaint(clash.message, hint: clash.hint, exit: .policy)
        }
        let failing = items.compactMap(\.policyError) + leftOut.compactMap(\.error)
        if let first = failing.first { throw Complaint(first) }
    }
}

/// A way into a tenant, as far as a plan depends on it.
struct PreviewConnection {
    let name: String
    let error: IssuerError?
    /// What it may not do, and what that means.
    let missing: [PermissionReview.Finding]
    /// Whether it may change any secret at all.
    let canRotate: Bool

    init(_ name: String, _ view: Result<TenantSights.View, IssuerError>) {
        self.name = name
        switch view {
        case .success(let view):
            missing = view.report.review.missing
            canRotate = view.report.review.canRotateOwned
            error = nil
        case .failure(let failure):
            missing = []
            canRotate = false
            error = failure
        }
    }

    var json: Value {
        .map([
            "connection": .string(name), "error": (error?.description).json,
            "missing": .list(
                missing.map {
                    .map(["permission": .string($0.permission), "note": .string($0.note)])
                }),
        ])
    }
}

extension IssuerError {
    /// Whether waiting mends it.
    var isTransient: Bool {
        if case .retry = recovery { true } else { false }
    }
}
