/// What would happen to one rotation, and why; found out without changing anything.
package struct Forecast: Equatable, Sendable {
    /// What decides about its next run.
    package let next: NextRun
    /// What would be done, in that order; what the obstacles forbid is not among it.
    package let actions: [Action]
    /// What stands in the way of a run, in the order of the guard's checks.
    package let obstacles: [Failure]
    /// When the next run would begin, if one is foreseen.
    package let begins: Instant?

    /// Something that would be done.
    package struct Action: Equatable, Sendable {
        package let kind: Kind
        /// When, at the earliest.
        package let at: Instant
        /// The credential it is about, as the directory names it; nil for one still to be made.
        package var keyID: String?
        /// The version under which consumers read it.
        package var version: Int?
        /// The end of what is made.
        package var endsAt: Instant?
        /// One line for people.
        package let reason: String
        /// The host's rules that had a part in it.
        package var clamps: [Clamp] = []

        /// What is done.
        package enum Kind: String, CaseIterable, Sendable {
            /// A client secret is made.
            case make
            /// It becomes what consumers read.
            case promote
            /// What they read before becomes the previous one, which stays live for a while.
            case displace
            /// Hooks are run.
            case deliver
            /// A credential of ours is removed.
            case remove
            /// A credential of ours is left to its end date.
            case expire
            /// A request without an answer is looked for.
            case seek
        }
    }

    /// Foresees what the engine would do, by the engine's own decisions.
    ///
    /// - Parameters:
    ///   - rotation: As it is on record, or as it would be registered.
    ///   - policy: The registered one, or the one that would be.
    ///   - pin: Its version.
    ///   - sighting: What was seen in the tenant; nil when the application could not be read.
    ///   - now: The present moment.
    ///   - limits: The host's numbers.
    package init(
        of rotation: Rotation, under policy: any Policy, pin: PolicyPin, seeing sighting: Sighting?,
        at now: Instant, limits: Limits
    ) {
        var rotation = rotation
        if let sighting {
            rotation.seen = sighting.application
            rotation.seen?.principalCredentials = sighting.standing.principalCredentials
        }
        next = .of(rotation, under: policy, pin: pin, at: now, limits: limits)
        obstacles =
            sighting?.obstacles(to: rotation, under: policy.declaration, at: now, limits) ?? []
        var future = Future(
            rotation: rotation, declaration: policy.declaration, sighting: sighting, now: now,
            limits: limits)
        let start = future.start(next)
        begins = start?.plan.startAt
        if sighting != nil, obstacles.isEmpty, let start { future.run(start) }
        // Without a trusted clock nothing is removed either.
        let isTimed = sighting.map { GuardCheck.clock(ahead: $0.ahead, limits) == nil } ?? true
        if isTimed { future.settle() }
        actions = future.actions.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
