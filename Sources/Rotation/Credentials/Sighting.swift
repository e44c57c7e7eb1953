/// What a look at the tenant and at the home showed, of all that the guard asks about.
package struct Sighting: Equatable, Sendable {
    package var application: Application
    package var standing: Standing
    /// Whether the connection may change its secrets; nil when that cannot be told.
    package var isWritable: Bool?
    /// How far the server's clock is ahead of ours.
    package var ahead: Duration
    /// The connection's name, and the client id it signs in with.
    package var connection: String
    package var identity: String
    /// This home's id; empty for one that is still to be made.
    package var home: String
    /// Free bytes where the home is; nil when there is none yet.
    package var freeBytes: Int64?

    package init(
        application: Application, standing: Standing = Standing(), isWritable: Bool? = nil,
        ahead: Duration = .zero, connection: String, identity: String, home: String,
        freeBytes: Int64? = nil
    ) {
        self.application = application
        self.standing = standing
        self.isWritable = isWritable
        self.ahead = ahead
        self.connection = connection
        self.identity = identity
        self.home = home
        self.freeBytes = freeBytes
    }

    /// All that stands in the way of a run, in the order in which the guard would meet it.
    func obstacles(
        to rotation: Rotation, under declaration: Declaration, at now: Instant, _ limits: Limits
    ) -> [Failure] {
        var found: [Failure?] = [
            GuardCheck.clock(ahead: ahead, limits),
            GuardCheck.reference(rotation.application, is: application),
            GuardCheck.identity(identity, of: connection, on: application),
            GuardCheck.otherHome(on: application, besides: home, at: now),
            GuardCheck.signIn(standing.signIn, of: application, declaration),
        ]
        if let rule = standing.rule {
            found.append(GuardCheck.rule(rule, on: application, declaration))
        }
        if case .none(let full) = Slot(
            on: application, among: rotation.credentials, at: now, limits)
        {
            found.append(full)
        }
        if let freeBytes { found.append(GuardCheck.disk(free: freeBytes)) }
        if isWritable == false { found.append(.issuer(denied)) }
        return found.compactMap(\.self)
    }

    /// What the directory would say to a mint.
    private var denied: IssuerError {
        .denied(
            action: "add a client secret to application \"\(application.displayName)\"",
            why: "connection \"\(connection)\" is no owner of it, or has no permission to change "
                + "even what it owns")
    }
}
