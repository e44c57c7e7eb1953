import Azure
import Rotation

/// What would happen in a home within a time, found out without changing anything.
struct Preview {
    let now: Instant
    /// How far was looked ahead.
    let within: Duration
    /// Those with something to tell first, in the order in which it would happen.
    let items: [PreviewItem]
    let connections: [PreviewConnection]

    /// Looks at the tenant and asks the policies.
    init(
        _ targets: [PlanTarget], seen sights: TenantSights, within: Duration,
        in surroundings: Surroundings
    ) {
        now = surroundings.clock.now()
        self.within = within
        let limits = surroundings.configuration.limits
        items = targets.map { [now] target in
            PreviewItem(target, sights, at: now, until: now + within, limits)
        }.sorted { $0.order < $1.order }
        connections = sights.connections.map(PreviewConnection.init)
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
            ("unchanged", unchanged.count, true),
        ]
    }

    /// Such as `Plan: 2 to make, 1 to remove, 5 unchanged`.
    var summary: String {
        let words = counts.filter { $0.isAlways || $0.count > 0 }.map { name, count, _ in
            name == "blocked" || name == "unchanged" ? "\(count) \(name)" : "\(count) to \(name)"
        }
        return "Plan: " + words.joined(separator: ", ")
    }

    var json: Value {
        .map([
            "now": .string(now.description), "until": .string((now + within).description),
            "rotations": .list(items.map(\.json)),
            "connections": .list(connections.map(\.json)),
            "summary": .map(
                Dictionary(
                    uniqueKeysWithValues: counts.map { ($0.name, .int(Int64($0.count))) })),
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
            throw Complaint(clash.message, hint: Claims.Clash.hint, exit: .policy)
        }
        guard let item = items.first(where: { $0.policyError != nil }),
            let error = item.policyError
        else { return }
        throw Complaint(error)
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
