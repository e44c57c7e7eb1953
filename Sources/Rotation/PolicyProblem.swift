/// What is wrong with a policy file whose registered version, if there is one, goes on.
package struct PolicyProblem: Equatable, Sendable {
    /// Absolute.
    package var path: String
    /// When it was first noticed.
    package var since: Instant
    /// One line for people.
    package var message: String
    /// The remedy, where there is one to name.
    package var hint: String?

    package init(path: String, since: Instant, message: String, hint: String? = nil) {
        self.path = path
        self.since = since
        self.message = message
        self.hint = hint
    }
}
