import ArgumentParser
import Rotation

/// Where rotations stand, for people and for machines.
struct Summary {
    private let store: any Store
    private let clock: any Clock

    init(_ store: any Store, _ clock: any Clock) {
        self.store = store
        self.clock = clock
    }

    /// The rotations called `names`, or all when there are none.
    func rotations(_ names: [String] = []) throws(Complaint) -> [Rotation] {
        do throws(StoreError) {
            guard !names.isEmpty else { return try store.rotations() }
            var rotations: [Rotation] = []
            for name in Set(names).sorted() { rotations.append(try store.rotation(name)) }
            return rotations
        } catch {
            throw Complaint(error)
        }
    }

    /// Prints the rotations as a table, or as JSON.
    func print(_ names: [String] = [], json: Bool = false) throws(Complaint) {
        if json {
            let problems = try problems()
            let breakers = try breakers()
            let kept = try kept()
            let items = try rotations(names).map { rotation in
                rotation.json(
                    with: problems.first { $0.path == rotation.path },
                    breakers.first { $0.connection == rotation.connection },
                    others: rotation.otherSecrets(home: store.home, kept: kept, at: clock.now()),
                    at: clock.now())
            }
            return Terminal.print(ValueText.encode(.list(items)))
        }
        let now = clock.now()
        var table = Table(["ROTATION", "STATUS", "VERSION", "CURRENT KEY", "ENDS", "NEXT"])
        for rotation in try rotations(names) {
            table.add([
                rotation.name, rotation.status.rawValue,
                rotation.version == 0 ? "-" : "v\(rotation.version)",
                rotation.current?.keyID ?? "-", rotation.current?.endsAt.description ?? "-",
                rotation.comingUp(at: now).map(word) ?? "-",
            ])
        }
        table.lines.forEach(Terminal.print)
    }

    private func word(_ wake: Wake) -> String {
        switch wake.reason {
        case .now: "now"
        case .pause: "when it is resumed"
        default: "\(wake.at) \(wake.reason.rawValue)"
        }
    }

    /// What deletions left in the tenants.
    func kept() throws(Complaint) -> [KeptSecret] {
        do throws(StoreError) { return try store.kept() } catch { throw Complaint(error) }
    }

    /// What is wrong with policy files, by path.
    func problems() throws(Complaint) -> [PolicyProblem] {
        do throws(StoreError) { return try store.problems() } catch { throw Complaint(error) }
    }

    /// Prints what is wrong with policy files; those of one rotation only when it is given.
    func printProblems(of rotation: Rotation? = nil) throws(Complaint) {
        for problem in try problems() where rotation == nil || rotation?.path == problem.path {
            Terminal.print("policy file \(problem.path): broken since \(problem.since)")
            Terminal.print("  \(problem.message)")
            if let hint = problem.hint { Terminal.print("  hint: \(hint)") }
        }
    }

    /// Connections that do not work, by name.
    func breakers() throws(Complaint) -> [Breaker] {
        do throws(StoreError) { return try store.breakers().filter(\.isOpen) } catch {
            throw Complaint(error)
        }
    }

    /// Prints which connections do not work.
    func printBreakers() throws(Complaint) {
        for breaker in try breakers() {
            let next = breaker.probeAt.map { "; tried next at \($0)" } ?? ""
            Terminal.print(
                "connection \(breaker.connection): does not work since \(breaker.since)\(next)")
            Terminal.print("  \(breaker.why)")
            if let hint = breaker.hint { Terminal.print("  hint: \(hint)") }
        }
    }

    /// Those of these rotations that are still on record, and the members of the fleets in these
    /// files.
    ///
    /// Nothing else is read: the store may hold many more.
    func present(_ names: [String], membersOf paths: Set<String>) throws(Complaint) -> [String] {
        do throws(StoreError) {
            var present: [String] = []
            for name in names where try isOnRecord(name) { present.append(name) }
            for path in paths.sorted() {
                let members = try store.rotations(of: path).filter { $0.fleet != nil }
                present += members.map(\.name)
            }
            return present
        } catch {
            throw Complaint(error)
        }
    }

    private func isOnRecord(_ name: String) throws(StoreError) -> Bool {
        do throws(StoreError) { _ = try store.rotation(name) } catch .notFound { return false }
        return true
    }

    /// Every fleet with how many members it has and what is wrong with it.
    func fleets() throws(Complaint) -> [(fleet: Fleet, members: Int, problems: [FleetProblem])] {
        do throws(StoreError) {
            var items: [(fleet: Fleet, members: Int, problems: [FleetProblem])] = []
            for fleet in try store.fleets() {
                let members = try store.members(of: fleet.id)
                items.append((fleet, members.count, try store.problems(of: fleet.id)))
            }
            return items
        } catch {
            throw Complaint(error)
        }
    }

    /// Prints how fleets fare.
    func printFleets() throws(Complaint) {
        for (fleet, members, problems) in try fleets() {
            let listed = fleet.listedAt.map { "listed \($0)" } ?? "not listed yet"
            Terminal.print("fleet \(fleet.path): \(members.of("member")), \(listed)")
            if let at = fleet.stoppedAt {
                Terminal.print("  stopped since \(at): \(fleet.failures.of("failure")) in a row")
                Terminal.print("  hint: mend it, then 'runtime retry' one of its members")
            }
            if !fleet.isCleared, !fleet.canaries.isEmpty {
                let next = fleet.clearsAt.map { "; the others follow at \($0)" } ?? ""
                let count = fleet.canaries.count
                Terminal.print("  \(count) of it \(count == 1 ? "goes" : "go") first\(next)")
            }
            for problem in problems {
                Terminal.print("  \(problem.since): \(problem.message)")
                if let hint = problem.hint { Terminal.print("  hint: \(hint)") }
            }
        }
    }

    /// Fails when the applications of a fleet could not be listed.
    func refuseUnlisted(_ paths: Set<String>) throws(Complaint) {
        for (fleet, _, problems) in try fleets() where paths.contains(fleet.path) {
            guard let problem = problems.first(where: { $0.subject == FleetProblem.listing })
            else { continue }
            throw Complaint("\(fleet.label): \(problem.message)", hint: problem.hint)
        }
    }

    /// Fails when one of the rotations stands still until somebody mends it.
    ///
    /// - Parameters:
    ///   - names: The rotations, all when there are none.
    ///   - told: Whether the failure has been told already.
    /// - Throws: ``Complaint`` about the first one, or `ExitCode` when it was told.
    func refuseFailing(_ names: [String], told: Bool) throws {
        if told { throw ExitCode(Complaint.Exit.failed.rawValue) }
        guard let failing = try rotations(names).first(where: \.needsMending) else { return }
        throw Complaint(
            "\(failing.name): \(failing.lastError ?? "it is stuck")",
            hint: failing.isParked
                ? "mend the connection; its rotations then go on by themselves"
                : "mend it, then 'runtime retry \(failing.name)"
                    + (failing.isBehindItsPolicy ? " --policy current'" : "'"))
    }

    /// Prints one rotation with its credentials.
    func printDetails(of rotation: Rotation) {
        Terminal.print("\(rotation.name): \(rotation.status.rawValue)")
        if let why = rotation.unmanaged {
            Terminal.print("  unmanaged   since \(why.since): \(why.reason.words)")
        }
        if let at = rotation.pausedAt { Terminal.print("  paused      since \(at)") }
        Terminal.print("  policy      \(rotation.path) \(rotation.policy.digest.prefix(12))")
        Terminal.print("  application \(rotation.seen?.displayName ?? "\(rotation.application)")")
        Terminal.print("  secrets     \(rotation.secrets.all.joined(separator: ", "))")
        if let at = rotation.lastRotatedAt { Terminal.print("  rotated     \(at)") }
        if let wake = rotation.comingUp(at: clock.now()) {
            Terminal.print("  next        \(wake.at) \(wake.reason.words)")
        }
        if let error = rotation.lastError { Terminal.print("  last error  \(error)") }
        printCredentials(of: rotation)
        printDeliveries(of: rotation)
    }

    private func printCredentials(of rotation: Rotation) {
        let others = rotation.seen?.principalCredentials ?? []
        guard !rotation.credentials.isEmpty || !others.isEmpty else { return }
        var table = Table(["  KEY", "STATE", "VERSION", "MADE", "ENDS"])
        for credential in rotation.credentials {
            table.add([
                "  \(credential.keyID)", credential.state.rawValue,
                credential.version.map { "v\($0)" } ?? "-",
                credential.mintedAt?.description ?? "-", credential.endsAt.description,
            ])
        }
        for other in others {
            table.add([
                "  \(other.keyID)", "of the service principal", "-",
                other.startsAt?.description ?? "-", other.endsAt?.description ?? "-",
            ])
        }
        table.lines.forEach(Terminal.print)
    }

    private func printDeliveries(of rotation: Rotation) {
        guard !rotation.deliveries.isEmpty else { return }
        var table = Table(["  EVENT", "HOOK", "ATTEMPT", "NEXT"])
        for delivery in rotation.deliveries {
            table.add([
                "  \(delivery.id)", delivery.hook.rawValue, "\(delivery.attempt)",
                delivery.wake.map { "\($0.at) \($0.reason.rawValue)" } ?? "-",
            ])
        }
        table.lines.forEach(Terminal.print)
    }
}

extension Rotation {
    /// Whether an open run or an event goes by another version of the policy than is on record.
    var isBehindItsPolicy: Bool {
        run.map { $0.policy != policy } ?? false || deliveries.contains { $0.policy != policy }
    }

    /// The rotation as machines read it, with what is wrong with its policy's file.
    func json(
        with problem: PolicyProblem?, _ breaker: Breaker?, others: [ForeignSecret],
        at now: Instant
    ) -> Value {
        let next = comingUp(at: now)
        return .map([
            "policy_problem": problem?.json ?? .null,
            "connection": .string(connection), "connection_problem": breaker?.json ?? .null,
            "unmanaged": (unmanaged?.reason.words).json,
            "unmanaged_at": (unmanaged?.since.description).json,
            "is_of_fleet": .bool(fleet != nil),
            "name": .string(name), "status": .string(status.rawValue),
            "version": .int(Int64(version)), "path": .string(path),
            "policy_digest": .string(policy.digest),
            "object_id": (seen?.objectID).json, "client_id": (seen?.clientID).json,
            "secrets": .list(secrets.all.map { .string($0) }),
            "current_key_id": (current?.keyID).json,
            "ends_at": (current?.endsAt.description).json,
            "last_rotated_at": (lastRotatedAt?.description).json,
            "last_error": lastError.json, "paused_at": (pausedAt?.description).json,
            "next_at": (next?.at.description).json, "next_for": (next?.reason.rawValue).json,
            "credentials": .list(credentials.map(\.json)),
            "deliveries": .list(deliveries.map(\.json)),
            "other_secrets": .list(others.map(\.json)),
        ])
    }
}

extension Delivery {
    fileprivate var json: Value {
        .map([
            "event": .string(id), "hook": .string(hook.rawValue), "attempt": .int(Int64(attempt)),
            "next_at": (wake?.at.description).json, "next_for": (wake?.reason.rawValue).json,
        ])
    }
}

extension Breaker {
    /// What is wrong with the connection, as machines read it.
    var json: Value {
        .map([
            "since": .string(since.description), "message": .string(why), "hint": hint.json,
            "next_probe_at": (probeAt?.description).json,
        ])
    }
}

extension Credential {
    fileprivate var json: Value {
        .map([
            "key_id": .string(keyID), "state": .string(state.rawValue),
            "marker": (marker?.description).json,
            "version": version.map { .int(Int64($0)) } ?? .null,
            "minted_at": (mintedAt?.description).json, "ends_at": .string(endsAt.description),
        ])
    }
}

extension String? {
    /// A string, or null.
    var json: Value { map { .string($0) } ?? .null }
}
