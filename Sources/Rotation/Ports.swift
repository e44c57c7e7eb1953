/// One validated policy of one rotation.
package protocol Policy {
    /// What it declares.
    var declaration: Declaration { get }

    /// Asks the pure `schedule` function.
    ///
    /// - Returns: The advice, or nil for "use the declared schedule"; nil also without a function.
    /// - Throws: ``PolicyError`` when it raises, answers something else, or runs into a limit.
    func decide(_ facts: Facts) throws(PolicyError) -> Decision?

    /// Instructions that the last `decide` used, counted in steps; 0 before the first.
    var fuelUsed: Int { get }

    /// Asks a fleet's policy about an application.
    ///
    /// - Returns: What the policy calls its rotation; nil when it does not select it.
    /// - Throws: ``PolicyError`` when a function raises or names what cannot be a name.
    func member(_ application: Application) throws(PolicyError) -> FleetMember?

    /// Runs a hook, at least once for an event.
    ///
    /// - Parameters:
    ///   - hook: One of the declaration's hooks.
    ///   - event: What the hook gets as its first argument.
    ///   - host: Carries out and journals the hook's host calls.
    /// - Returns: What the hook returned, nothing as an empty list.
    /// - Throws: ``PolicyError`` when it raises, is denied something, or runs into a limit.
    func run(_ hook: Hook, event: Value, host: any HookHost) throws(PolicyError) -> [Value]
}

extension Policy {
    /// A policy for one application selects nothing.
    package func member(_ application: Application) throws(PolicyError) -> FleetMember? { nil }
}

/// What a hook's `host` does; record and replay happen behind it.
package protocol HookHost: AnyObject {
    /// The verbs the hook may use.
    var functionNames: [String] { get }

    /// Carries out one call, or gives its recorded result.
    func call(_ name: String, _ arguments: [Value]) throws(HookHostError) -> [Value]
}

/// Why a host call stops a hook.
package enum HookHostError: Error, Equatable {
    /// Raised in the script with this text.
    case misuse(String)
    /// Raised in the script; ends the hook as denied.
    case denied(String)
    /// Ends the hook: the journal holds another call at this place.
    case notRepeatable(String)
    /// Ends the hook: the journal cannot be written.
    case store(StoreError)
}

/// Makes and removes credentials of applications in one tenant, over one connection.
package protocol Issuer {
    /// The connection's name, for messages.
    var connection: String { get }
    /// The client id the connection itself signs in with.
    var identity: String { get }

    /// The server's time, from a sign-in of the connection made for this purpose.
    func serverTime() throws(IssuerError) -> Instant

    /// Reads one application with its credentials.
    func application(_ reference: ApplicationReference) throws(IssuerError) -> Application

    /// Lists every application of the tenant with its credentials, all pages.
    func applications() throws(IssuerError) -> [Application]

    /// What decides about the application's secrets beside the application itself.
    func standing(of application: Application) throws(IssuerError) -> Standing

    /// Adds a password credential, once; a reply that is lost is never asked for again.
    ///
    /// - Returns: The new credential; replicas may take a while to honour it.
    /// - Throws: ``IssuerError/noAnswer(action:why:)`` when it may have happened.
    /// - SeeAlso: Microsoft Graph v1.0, `application: addPassword`.
    func mint(_ request: MintRequest) throws(IssuerError) -> Minted

    /// Removes a password credential by its key id, once.
    ///
    /// - Returns: False when the directory says it has no such credential, which proves nothing
    ///   for a young key.
    /// - SeeAlso: Microsoft Graph v1.0, `application: removePassword`.
    func remove(keyID: String, from objectID: String) throws(IssuerError) -> Bool

    /// Signs in as the application with `value`, on a fresh connection and past any cache.
    ///
    /// - Throws: ``IssuerError`` for a refusal that waiting does not mend.
    func prove(clientID: String, value: SecretValue) throws(IssuerError) -> Proof
}

/// A credential to be made.
package struct MintRequest: Equatable, Sendable {
    package var objectID: String
    /// The display name by which it is found again; a marker.
    package var marker: String
    /// Sent along; the answer's key id is the one that counts.
    package var keyID: String
    package var endsAt: Instant

    package init(objectID: String, marker: String, keyID: String, endsAt: Instant) {
        self.objectID = objectID
        self.marker = marker
        self.keyID = keyID
        self.endsAt = endsAt
    }
}

/// A credential just made, with its value.
package struct Minted {
    package var keyID: String
    package var value: SecretValue
    package var startsAt: Instant?
    package var endsAt: Instant
    package var hint: String?

    package init(
        keyID: String, value: SecretValue, startsAt: Instant? = nil, endsAt: Instant,
        hint: String? = nil
    ) {
        self.keyID = keyID.lowercased()
        self.value = value
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.hint = hint
    }
}

/// What a sign-in with a new secret showed.
package enum Proof: Equatable, Sendable {
    case accepted
    /// Refused as a secret is that has not reached every replica.
    case notYet(why: String)
    /// The endpoint asks to be left alone this long; no failure.
    case pause(Duration, why: String)
}

/// Tells the time and waits.
package protocol Clock {
    /// The present moment.
    func now() -> Instant

    /// Returns at `instant`, or earlier to let its caller look around.
    ///
    /// - Returns: False when the process is asked to stop.
    func wait(until instant: Instant) -> Bool
}

/// Keeps rotations, values and the journal; every write about a rotation is under its lease.
package protocol Store {
    /// The home's id, of which markers carry the first eight characters.
    var home: String { get }

    /// Free bytes on the medium that holds the home.
    func freeBytes() throws(StoreError) -> Int64

    /// Puts a policy on record, new or instead of an older version of the same name and file.
    ///
    /// - Throws: ``StoreError/taken(what:by:)`` when its name, application or a secret's name
    ///   belongs to another registration.
    /// - Returns: False when a rotation of its name was deleted and the file is as it was then:
    ///   nothing is written.
    @discardableResult
    func register(_ registration: Registration, at now: Instant) throws(StoreError) -> Bool

    /// Fits the rotations of a policy file to what is in it now.
    ///
    /// Those of policies that are not in it any more become unmanaged, those that have come back
    /// are managed again; what was registered from it is left alone.
    ///
    /// - Parameters:
    ///   - path: The file's.
    ///   - policies: What is in it, by their places; nil when the file is gone.
    ///   - now: The present moment.
    /// - Returns: The events of the change, which are on record with it.
    /// - Throws: ``StoreError`` when nothing could be written.
    func fit(
        _ path: String, to policies: [Declaration]?, at now: Instant
    ) throws(StoreError) -> [Event]

    /// The paths of all policy files that rotations or fleets go by.
    func paths() throws(StoreError) -> [String]

    /// Every fleet.
    func fleets() throws(StoreError) -> [Fleet]

    /// One fleet; nil when there is none.
    func fleet(_ id: Int64) throws(StoreError) -> Fleet?

    /// What is wrong with a fleet.
    func problems(of fleet: Int64) throws(StoreError) -> [FleetProblem]

    /// Notes one thing that is wrong with a fleet, without taking others away.
    ///
    /// - Returns: Whether it is new.
    func note(_ problem: FleetProblem, of fleet: Int64) throws(StoreError) -> Bool

    /// The members of a fleet, also those that are unmanaged.
    func members(of fleet: Int64) throws(StoreError) -> [EnlistedMember]

    /// Puts what a listing changed on record in one transaction; problems that are not among the
    /// roster's are over.
    ///
    /// A member whose name, application or secret's name belongs to another rotation is a problem
    /// and changes nothing else.
    ///
    /// - Parameters:
    ///   - roster: What has changed.
    ///   - fleet: The fleet.
    ///   - registration: Its policy.
    ///   - next: When it is listed again.
    ///   - now: The present moment.
    /// - Returns: The events of the change; those about a rotation are on record with it.
    /// - Throws: ``StoreError`` when nothing could be written.
    func apply(
        _ roster: Roster, to fleet: Int64, _ registration: Registration, again next: Instant,
        at now: Instant
    ) throws(StoreError) -> [Event]

    /// Changes how a fleet fares, in one transaction; members that waited for it go on, spread,
    /// when it is cleared or starts again. Its clearance becomes an errand.
    ///
    /// - Returns: The fleet as it then is; nil when there is none.
    func updateFleet(
        _ id: Int64, at now: Instant, _ change: (inout Fleet) -> Void
    ) throws(StoreError) -> Fleet?

    /// The source and the path of the policy file with this digest.
    func source(of pin: PolicyPin) throws(StoreError) -> (source: PolicySource, path: String)

    /// Every rotation, by name.
    func rotations() throws(StoreError) -> [Rotation]

    /// The rotations that go by the policy file at `path`, by name.
    func rotations(of path: String) throws(StoreError) -> [Rotation]

    /// The rotation called `name`.
    func rotation(_ name: String) throws(StoreError) -> Rotation

    /// Ids of rotations whose wake has come or for which an operator asked, soonest first.
    func due(at now: Instant, limit: Int) throws(StoreError) -> [Int64]

    /// The soonest wake over all rotations, or the soonest that `run --once` waits for.
    func nextWake(heldOnly: Bool) throws(StoreError) -> Instant?

    /// Lets go of what is old and what nothing needs any more.
    ///
    /// - Parameters:
    ///   - cutoff: Host calls, events that hooks got and closed runs are kept from here on.
    ///   - history: What happened is, and the latest 1,000 events of each rotation in any case.
    /// - Throws: ``StoreError`` when nothing could be written.
    func prune(before cutoff: Instant, history: Instant) throws(StoreError)

    /// Errands on record, soonest first.
    func errands() throws(StoreError) -> [Errand]

    /// Takes an errand for this process and sets its next time.
    ///
    /// - Returns: False when somebody else has taken it meanwhile.
    func take(_ errand: Errand, nextAt: Instant) throws(StoreError) -> Bool

    /// Connections in trouble, by name.
    func breakers() throws(StoreError) -> [Breaker]

    /// Changes what is on record about a connection, in one transaction.
    ///
    /// Its probe becomes an errand; when an open breaker closes, its parked rotations go on, spread.
    ///
    /// - Returns: What `change` gave; its event is on record with it.
    func updateBreaker(
        of connection: String, at now: Instant, _ change: (Breaker?) -> BreakerChange
    ) throws(StoreError) -> BreakerChange

    /// When the latest event on record happened, by the clock of that time.
    func lastEventAt() throws(StoreError) -> Instant?

    /// Pauses a rotation or ends its pause, and makes it due.
    ///
    /// - Parameters:
    ///   - isPaused: Whether it shall be paused.
    ///   - name: The rotation's.
    ///   - why: Who asked, for the history.
    ///   - now: The present moment.
    /// - Returns: False when it was so already; then nothing is written.
    /// - Throws: ``StoreError/notFound(what:)`` when there is no such rotation.
    func setPaused(
        _ isPaused: Bool, _ name: String, why: String, at now: Instant
    ) throws(StoreError) -> Bool

    /// Puts a credential that bears this home's marker and that no row knows on record, to be
    /// removed, and makes its rotation due.
    ///
    /// - Parameters:
    ///   - orphan: Its marker is replaced where another row has it.
    ///   - name: The rotation's.
    ///   - now: The present moment.
    /// - Returns: False when a row that is not over has its key id already.
    /// - Throws: ``StoreError/notFound(what:)`` when there is no such rotation.
    func takeIn(
        _ orphan: Credential, of name: String, at now: Instant
    ) throws(StoreError) -> Bool

    /// Client secrets that were left in the tenant when their rotations were deleted.
    func kept() throws(StoreError) -> [KeptSecret]

    /// Records what an operator wants done, and makes the rotation due.
    ///
    /// - Throws: ``StoreError/notFound(what:)`` when there is no such rotation or event.
    func ask(_ order: Order, of name: String, at now: Instant) throws(StoreError)

    /// Records that somebody asks for a run of this kind.
    func request(_ kind: Run.Kind, of name: String) throws(StoreError)

    /// Takes or renews this process's lease; nil while another living process holds it.
    func claim(_ id: Int64) throws(StoreError) -> Claim?

    /// As ``claim(_:)`` for those of many that rest, in one transaction and in this order.
    ///
    /// - Returns: Claims of those with no open run, event or pause and nothing asked for; the
    ///   others and those that another living process holds are left out.
    func claimResting(_ ids: [Int64]) throws(StoreError) -> [Claim]

    /// Writes when rotations at rest decide next, all in one transaction or nothing.
    ///
    /// One whose lease is no longer the latest is left out.
    func postpone(_ postponements: [Postponement]) throws(StoreError)

    /// How many rotations of a connection, besides one, have any of this in flight.
    func inFlight(
        _ flight: Flight, on connection: String, besides rotation: Int64
    ) throws(StoreError) -> Int

    /// Writes all of `change` in one transaction, or nothing.
    ///
    /// - Returns: False when there is no room for it; then nothing is written.
    /// - Throws: ``StoreError/leaseLost(rotation:)`` when the lease is no longer the latest.
    @discardableResult
    func commit(_ change: Change, under lease: Lease) throws(StoreError) -> Bool

    /// The sealed value of a credential.
    func value(of credential: String) throws(StoreError) -> SecretValue

    /// One part of a published secret; the current version when `version` is nil.
    func secret(_ name: String, version: Int?) throws(StoreError) -> PublishedSecret

    /// The latest events of a rotation, oldest first.
    func history(of name: String, limit: Int) throws(StoreError) -> [Event]

    /// The latest logged decisions of a rotation since `start`, oldest first.
    ///
    /// At least the latest 1,000 of each rotation are kept.
    func decisions(
        of name: String, since start: Instant, limit: Int
    ) throws(StoreError) -> [DecisionRecord]

    /// Notes what is wrong with a policy file, or nil: nothing any more.
    ///
    /// While a file stays broken, the time at which that was first noticed is kept.
    func note(_ problem: PolicyProblem?, of path: String) throws(StoreError)

    /// What is wrong with policy files, by path.
    func problems() throws(StoreError) -> [PolicyProblem]

    /// What the journal holds at `key`, compared with the request in symbolic form.
    func recall(_ key: CallKey, request: String) throws(StoreError) -> JournalEntry?

    /// Records that a call is about to be made.
    func begin(_ key: CallKey, request: String, under lease: Lease) throws(StoreError)

    /// Records a call's result, sealed; also for a call that was not begun on record.
    func finish(
        _ key: CallKey, request: String, result: String, under lease: Lease
    ) throws(StoreError)
}

/// What a consumer reads under one name.
package struct PublishedSecret {
    package let name: String
    /// The rotation it is part of; nil for a secret that a host call put together.
    package let rotation: String?
    /// The policy file it belongs to; nil for one that a script put together.
    package let path: String?
    package let version: Int
    /// The credential's, as the directory names it; nil for a secret without one.
    package let keyID: String?
    package let createdAt: Instant
    package let value: SecretValue

    package init(
        name: String, rotation: String? = nil, path: String?, version: Int,
        keyID: String? = nil, createdAt: Instant, value: SecretValue
    ) {
        self.name = name
        self.rotation = rotation
        self.path = path
        self.version = version
        self.keyID = keyID
        self.createdAt = createdAt
        self.value = value
    }
}
