extension Plan {
    /// What the host's rules make of a policy's advice, for those who try a policy out.
    ///
    /// - Parameters:
    ///   - declaration: What the policy declares.
    ///   - facts: What it was told; the last rotation is taken for the last nominal time.
    ///   - advice: What it said, nil for "use the declared schedule".
    package init(of declaration: Declaration, facts: Facts, advice: Decision?) {
        self = Plan.make(
            advice,
            in: Outlook(
                now: facts.now, anchor: .actual(facts.lastRotatedAt ?? facts.createdAt),
                lastStartedAt: facts.lastRotatedAt,
                current: .init(from: facts.createdAt, to: facts.expiresAt),
                limits: Limits()), under: declaration)
    }
}
