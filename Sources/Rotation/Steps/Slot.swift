/// How an application gets room for one more secret, where the directory caps their number.
package enum Slot: Equatable, Sendable {
    case free
    /// One of ours is being removed; look again then.
    case leaving(Wake)
    /// The displaced credential with this id is removed first, from this time on.
    case displaced(id: String, from: Instant)
    /// None of its secrets is ours to remove.
    case none(Failure)

    /// Looks for one; nothing is changed.
    ///
    /// - Parameters:
    ///   - application: As it was read.
    ///   - ours: The rotation's credentials.
    ///   - now: The present moment.
    ///   - limits: The host's numbers.
    package init(
        on application: Application, among ours: [Credential], at now: Instant, _ limits: Limits
    ) {
        guard let cap = application.secretCap, application.credentials.count >= cap else {
            self = .free
            return
        }
        if let leaving = ours.first(where: \.state.isLeaving) {
            self = .leaving(Wake(max(leaving.wake?.at ?? now, now + .seconds(1)), for: .gone))
        } else if let spare = ours.first(where: { $0.state == .previous }),
            let since = spare.displacedAt
        {
            self = .displaced(id: spare.id, from: max(since + limits.minimumGrace, now))
        } else {
            self = .none(Self.full(application, of: cap, ours))
        }
    }

    private static func full(
        _ application: Application, of cap: Int, _ ours: [Credential]
    ) -> Failure {
        let foreign = application.credentials.first { remote in
            !ours.contains { $0.keyID == remote.keyID }
        }
        let culprit = foreign.map { "; \($0.keyID) is not ours" } ?? ""
        return .guarded(
            message: "application \"\(application.displayName)\" accepts personal accounts and "
                + "holds its most of \(cap) client secrets\(culprit)",
            hint: "remove a secret that is not needed any more", recovery: .fixAccess)
    }
}
