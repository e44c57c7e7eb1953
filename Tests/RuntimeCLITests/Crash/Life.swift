import Foundation
import Rotation
import SecretStore
import TestSupport
import Testing

/// A home of its own that rotates one application of a town, and whose processes may be killed.
final class Life {
    let town: Town
    let desk: Desk
    let policy: String
    let folder: HomeFolder
    let objectID: String
    let clientID: String
    /// The fail point that the next process gets, if any.
    var arm: () -> String? = { nil }
    /// The secret that somebody made by hand before this life.
    let handmade: (keyID: String, value: String)
    /// Those of others; of these, what the life adopted.
    private var foreign: Set<String>
    private var adopted: Set<String> = []
    /// Secrets with this home's marker that the home knows nothing of.
    private var orphans: Set<String> = []
    /// How many times it was to do something.
    private(set) var steps = 0
    private(set) var record = Record()

    /// What was seen.
    struct Record: Sendable {
        /// The fail points at which processes were killed that the life was armed for.
        var struck: [String] = []
        var kills: Int { struck.count }
        /// How often each fail point was passed, by processes that traced them, in their order.
        var passed: [[String: Int]] = []
        /// Looks at whether what consumers read signs in.
        var looks = 0
        /// Those at which it did not, the first secret of a life apart.
        var gaps: [String] = []
        var firstGaps: [String] = []
        /// How long what consumers read did not sign in on every replica, and how long they read
        /// it; the first secret apart.
        var gapped = Duration.zero, read = Duration.zero
        var firstGapped = Duration.zero, firstRead = Duration.zero
        /// What must never be.
        var violations: [String] = []

        /// Everything that is wrong in a tenant without surprises.
        var faults: [String] { violations + gaps + firstGaps }
    }

    /// Adds an application with a secret made by hand to the town, and an empty home.
    init(
        in town: Town, _ policy: LifePolicy, writeGap: Int = 5, named name: String
    ) throws {
        self.town = town
        desk = try Desk()
        let made = try town.makeApplication(
            #"{"displayName":"\#(name)","owned":true,"withSecret":true,"#
                + #""endDateTime":"2027-01-10T15:00:00Z"}"#)
        clientID = try #require(made["appId"]?.text)
        objectID = try #require(made["objectId"]?.text)
        handmade = (
            try #require(made["keyId"]?.text).lowercased(), try #require(made["value"]?.text)
        )
        foreign = [handmade.keyID]
        folder = HomeFolder(path: "\(town.folder.path)/\(name)")
        self.policy = "\(folder.path)/life.lua"
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true)
        try write(policy.text(clientID: clientID, named: name, desk: desk.url))
        try LifePolicy.configuration(desk: desk.url, writeGap: writeGap)
            .write(toFile: folder.configuration, atomically: true, encoding: .utf8)
    }

    /// Puts `text` in the place of the policy.
    func write(_ text: String) throws {
        try text.write(toFile: policy, atomically: true, encoding: .utf8)
    }

    var policyText: String {
        get throws { try String(contentsOfFile: policy, encoding: .utf8) }
    }

    /// Drives to rest; after a kill again, until nothing kills it any more.
    func rest() throws {
        try run(["run", "--once", "--max-wait", "1d", policy])
    }

    /// Runs a command; when it was killed, the home is driven to rest, or the command given again.
    func run(
        _ arguments: [String], input: String? = nil, isRepeated: Bool = false
    ) throws {
        steps += 1
        let again = isRepeated ? arguments : ["run", "--once", "--max-wait", "1d", policy]
        var next = arguments
        while try start(next, input: isRepeated ? input : nil) { next = again }
    }

    /// Somebody makes another secret by hand.
    ///
    /// - Returns: Its key id.
    func makeByHand() throws -> String {
        let keyID = try town.addSecret(named: "portal", to: objectID).lowercased()
        foreign.insert(keyID)
        return keyID
    }

    /// Has the home adopt a secret that was made by hand.
    func adopt(_ keyID: String, value: String? = nil) throws {
        adopted.insert(keyID)
        try run(
            ["adopt", "life", "--key-id", keyID] + (value == nil ? [] : ["--secret-stdin"]),
            input: value, isRepeated: true)
        // Somebody who was told that it is on record already leaves the rest to the engine.
        try rest()
    }

    /// Makes a secret that looks like the home's own, as a home that was restored would know none.
    func leaveOrphan() throws {
        let home = try #require(try rotation?.credentials.compactMap(\.marker).first?.home)
        let marker = Marker(home: home, intent: Identifier.ulid(at: Instant(0)) { 0 })
        orphans.insert(try town.addSecret(named: "\(marker)", to: objectID).lowercased())
    }

    /// Runs one process to its end.
    ///
    /// - Returns: Whether it was killed.
    @discardableResult
    func start(
        _ arguments: [String], at point: String? = nil, input: String? = nil
    ) throws -> Bool {
        var changes = ["RUNTIME_HOME": folder.path]
        let armed = point == nil ? arm() : nil
        changes["RUNTIME_FAILPOINT"] = point ?? armed
        let result = try RuntimeProcess.run(
            arguments, environment: town.environment.merging(changes) { $1 },
            folder: folder.path, input: input)
        let passed = Self.passed(result.errors)
        if armed == "trace" { record.passed.append(Self.counts(passed)) }
        let isKilled = result.status == SIGKILL
        if isKilled, armed != nil { record.struck.append(passed.last ?? "?") }
        if ![SIGKILL, 0, 1, 75].contains(result.status) {
            record.violations.append("\(arguments) ended with \(result.status): \(result.errors)")
        }
        try look("after '\(arguments[0])'" + (isKilled ? " was killed" : ""))
        return isKilled
    }

    private static func passed(_ errors: String) -> [String] {
        errors.split(separator: "\n").filter { $0.hasPrefix("failpoint ") }
            .map { String($0.dropFirst(10)) }
    }

    private static func counts(_ names: [String]) -> [String: Int] {
        names.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Looks at what consumers read and at what the tenant holds.
    private func look(_ when: String) throws {
        guard let store = try? SecretStore(folder: folder, for: .reading) else { return }
        let rotation = try store.rotations().first
        if let rotation, rotation.version > 0, rotation.leaving == nil {
            try lookAtReading(
                of: rotation.version, try store.secret("LIFE_SECRET", version: nil), when)
        }
        let known = Set(rotation?.credentials.map(\.keyID) ?? [])
        let markers = Set(rotation?.credentials.map(\.label) ?? [])
        for credential in try credentials() where credential.isLive {
            guard !foreign.union(orphans).contains(credential.keyID),
                !known.contains(credential.keyID),
                !markers.contains(credential.marker)
            else { continue }
            record.violations.append("\(when): \(credential.keyID) is live and on no record")
        }
    }

    private func lookAtReading(
        of version: Int, _ secret: PublishedSecret, _ when: String
    ) throws {
        guard let isAccepted = signsIn(secret.value) else { return }
        record.looks += 1
        guard !isAccepted else { return }
        let gap = "\(when): version \(version) does not sign in"
        if version > 1 { record.gaps.append(gap) } else { record.firstGaps.append(gap) }
    }

    /// Signs in with a value; nil while the tenant does not say whether it takes it.
    private func signsIn(_ value: SecretValue) -> Bool? {
        let text = value.withBytes { String(decoding: $0, as: UTF8.self) }
        for _ in 0..<20 {
            guard let status = try? town.signIn(clientID, text) else { continue }
            if status == 200 || status == 401 { return status == 200 }
        }
        return nil
    }

    private struct Held {
        let keyID: String
        let marker: String
        let isLive: Bool
        let acceptedAt: Instant
        let removedAt: Instant?
    }

    private func credentials() throws -> [Held] {
        guard case .list(let items)? = try town.truth(of: objectID)["credentials"] else {
            return []
        }
        return items.map { item in
            Held(
                keyID: item["keyId"]?.text?.lowercased() ?? "",
                marker: item["displayName"]?.text ?? "", isLive: item["live"] == .bool(true),
                acceptedAt: Instant(item["acceptedAt"]?.integer ?? 0),
                removedAt: item["removedAt"]?.integer.map(Instant.init))
        }
    }
}

extension Life {
    /// The rotation as it is on record.
    var rotation: Rotation? {
        get throws {
            let store = try? SecretStore(folder: folder, for: .reading)
            return try store?.rotations().first
        }
    }

    /// Whether all that is left is what consumers read and what was displaced of late.
    var isAtRest: Bool {
        get throws {
            guard let rotation = try rotation, rotation.run == nil, rotation.deliveries.isEmpty
            else { return false }
            return rotation.credentials.allSatisfy {
                [.current, .previous, .unresolved].contains($0.state)
            }
        }
    }

    /// Looks back at a life; nothing may kill it any more.
    ///
    /// `versions` is how many it must have had, if that is certain; one that is deleted has none.
    func finish(versions: Int? = nil, isDeleted: Bool = false) throws {
        arm = { nil }
        try rest()
        if isDeleted { return try finishDeleted() }
        for _ in 0..<48 where try !isAtRest {
            try town.advance(.hours(1))
            try rest()
        }
        demand(try isAtRest, "it does not come to rest")
        let store = try SecretStore(folder: folder, for: .reading)
        let rotation = try #require(try store.rotations().first)
        let held = try credentials()
        let live = Set(held.filter(\.isLive).map(\.keyID))
        let ours = rotation.credentials.filter { $0.state == .current || $0.state == .previous }
        demand(
            live == foreign.subtracting(adopted).union(ours.map(\.keyID)),
            "live \(live.sorted()), on record \(ours.map(\.keyID)), foreign \(foreign)")
        demand(ours.first?.state == .current, "no current secret")
        if let versions {
            demand(rotation.version == versions, "\(rotation.version) versions, not \(versions)")
        }
        let history = try store.history(of: "life", limit: 10_000)
        try checkReading(rotation, store, history)
        checkMarkers(held)
        checkHistory(history, held)
    }

    /// Nothing is left of it, neither in the tenant nor at home.
    private func finishDeleted() throws {
        let held = try credentials()
        let live = Set(held.filter(\.isLive).map(\.keyID))
        demand(live == foreign, "live \(live.sorted()), foreign \(foreign)")
        demand(try rotation == nil, "the rotation is still on record")
        let store = try SecretStore(folder: folder, for: .reading)
        demand((try? store.secret("LIFE_SECRET", version: nil)) == nil, "its secret can be read")
        checkMarkers(held)
    }

    private func checkMarkers(_ held: [Held]) {
        let made = held.map(\.marker).filter { $0.hasPrefix("runtime ") }
        demand(made.count == Set(made).count, "an intent was carried out twice: \(made)")
    }

    /// What consumers read is the current secret, in the store, by command and where it was
    /// delivered.
    private func checkReading(
        _ rotation: Rotation, _ store: SecretStore, _ history: [Event]
    ) throws {
        let result = try RuntimeProcess.run(
            ["secret", "get", "LIFE_SECRET"],
            environment: town.environment.merging(["RUNTIME_HOME": folder.path]) { $1 })
        let value = result.output.trimmed
        demand(signsIn(SecretValue(value)) == true, "the published secret does not sign in")
        let file = try? String(contentsOfFile: "\(folder.path)/files/life.env", encoding: .utf8)
        demand(file == value, "the delivered file is not the published secret")
        let told = desk.deliveries
        // What consumers had already is not told of.
        let given = history.count { $0.kind == .adopted && $0.detail.hasSuffix("is current") }
        demand(told.count == rotation.version - given, "\(told.count) of \(rotation.version) told")
        demand(told.values.allSatisfy { $0.count == 1 }, "told under several keys: \(told)")
    }

    /// One run at a time, and nothing removed before its successor was delivered and an hour old,
    /// except what was revoked.
    private func checkHistory(_ history: [Event], _ held: [Held]) {
        let promoted = history.filter { $0.kind == .promoted }
        let delivered = history.filter { $0.kind == .delivered }
        demand(Set(promoted.compactMap(\.run)).count == promoted.count, "a run promoted twice")
        measure(promoted, held)
        for (old, new) in zip(promoted, promoted.dropFirst()) {
            guard let removed = held.first(where: { $0.keyID == old.keyID })?.removedAt else {
                continue
            }
            let isRevoked = history.contains {
                $0.kind == .retiring && $0.keyID == old.keyID && $0.detail == "revoked"
            }
            // A successor that nobody was told of had a successor, or an operator let it go.
            let later = Set(promoted.filter { $0.at >= new.at }.map(\.keyID))
            let at =
                delivered.first { later.contains($0.keyID) }?.at
                ?? history.first { $0.kind == .dropped && $0.at >= new.at }?.at
            demand(
                at.map { removed >= (isRevoked ? $0 : $0 + .hours(1)) } ?? false,
                "\(old.keyID ?? "?") was removed at \(removed), its successor delivered at "
                    + "\(at.map(\.description) ?? "no time")")
        }
    }

    /// Adds up how long what consumers read was refused somewhere.
    private func measure(_ promoted: [Event], _ held: [Held]) {
        for (index, event) in promoted.enumerated() {
            guard let accepted = held.first(where: { $0.keyID == event.keyID })?.acceptedAt
            else { continue }
            let last = promoted.last?.at ?? event.at
            let end = index + 1 < promoted.count ? promoted[index + 1].at : last + .hours(1)
            let gap = max(.zero, min(accepted, end) - event.at)
            if index == 0 {
                record.firstGapped += gap
                record.firstRead += end - event.at
            } else {
                record.gapped += gap
                record.read += end - event.at
            }
        }
    }

    private func demand(_ isTrue: Bool, _ violation: String) {
        if !isTrue { record.violations.append(violation) }
    }
}
