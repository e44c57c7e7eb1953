/// A rule of the host that had a part in a plan, and what it did there.
package struct Clamp: Equatable, Sendable {
    package let rule: Rule
    /// One line for people.
    package let text: String

    package init(_ rule: Rule, _ text: String) {
        self.rule = rule
        self.text = text
    }

    /// The rules a plan can meet.
    package enum Rule: String, CaseIterable, Sendable {
        /// A run may begin ahead of the time at which its secret is promoted.
        case stage
        /// A time that is over means now.
        case past
        /// Advice to wait without a time is asked for again after a while.
        case reask
        /// Advice is asked for once a minute at most.
        case soonest
        /// A nominal time is left out only when its run would begin.
        case skip
        /// A secret is promoted in one of the declared windows.
        case window
        /// What becomes of a run whose window has closed.
        case missed
        /// Two runs of one application keep a distance.
        case minimumInterval = "minimum_interval"
        /// A secret is replaced before its end, whatever the policy says.
        case margin
    }
}
