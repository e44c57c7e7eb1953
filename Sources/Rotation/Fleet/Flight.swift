/// Work of a rotation of which a connection bears only so much at a time, or the wait for it.
package struct Flight: OptionSet, Hashable, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// A new secret is asked for, or it is not known whether it was made.
    package static let mint = Flight(rawValue: 1)
    /// A displaced secret is being removed and may still be seen.
    package static let retire = Flight(rawValue: 2)
    /// A new secret is being proven.
    package static let prove = Flight(rawValue: 4)
    /// A run waits for room to ask for a new secret.
    package static let waitsToMint = Flight(rawValue: 8)
    /// A displaced secret waits for room to be removed.
    package static let waitsToRetire = Flight(rawValue: 16)
}

/// Room that must be left when a change is committed.
package struct Room: Equatable, Sendable {
    /// Other rotations of the connection with any of this work count.
    package var flight: Flight
    /// The most rotations that may do it at a time, the one at hand included.
    package var limit: Int
    /// Those who wait for it.
    package var line: Flight
    /// How long one stays in it, more or less.
    package var stay: Duration

    package init(for flight: Flight, limit: Int, line: Flight = [], stay: Duration = .zero) {
        self.flight = flight
        self.limit = limit
        self.line = line
        self.stay = stay
    }
}

extension Rotation {
    /// What it has in flight as it is on record, and what it waits to have.
    package var flight: Flight {
        var flight: Flight = run?.step == .prove ? .prove : []
        if run?.wake.reason == .turn { flight.insert(.waitsToMint) }
        for credential in credentials {
            if credential.wake?.reason == .turn { flight.insert(.waitsToRetire) }
            switch credential.state {
            case .intended, .minted: flight.insert(.mint)
            case .unresolved where (credential.absence?.reads ?? 0) < Limits.absentReads:
                flight.insert(.mint)
            case .retiring: flight.insert(.retire)
            default: break
            }
        }
        return flight
    }
}

/// In-flight limits: every worker and process of a home obeys them together.
extension Rotator {
    /// The room a run needs before it asks for a new secret, which is then to be proven.
    func mintRoom(_ work: Work) -> [Room] {
        let proof = limits.proofSpacing * work.declaration.proofs
        return [
            Room(
                for: .mint, limit: limits.mintsInFlight, line: .waitsToMint, stay: limits.writeGap),
            Room(
                for: [.mint, .prove], limit: limits.proofsWaiting, line: .waitsToMint, stay: proof),
        ]
    }

    /// The room that the removal of a displaced secret needs.
    var retireRoom: [Room] {
        [
            Room(
                for: .retire, limit: limits.retirementsInFlight, line: .waitsToRetire,
                stay: limits.goneSpacing * Limits.goneReads)
        ]
    }

    /// When to ask again for room to mint, where there is none now.
    ///
    /// It is looked for before the tenant is asked anything, and for certain with the intent.
    func turnWake(_ work: Work) throws(Failure) -> Wake? {
        guard work.run.kind.obeysBrakes else { return nil }
        return try turnWake(mintRoom(work), work)
    }

    /// When to ask again for room, where there is none now.
    func turnWake(_ rooms: [Room], _ work: Work) throws(Failure) -> Wake? {
        for room in rooms where try others(in: room.flight, than: work) >= room.limit {
            return try turn(for: room, work)
        }
        return nil
    }

    /// A moment that is not everybody else's too.
    ///
    /// Those in line ask at random, so often that together they ask some times for each one that
    /// leaves the room: a long line costs no more than a short one.
    func turn(for room: Room, _ work: Work) throws(Failure) -> Wake {
        let line = Int64(try others(in: room.line, than: work) + 1)
        let longest = line * room.stay.wholeSeconds / Int64(2 * room.limit)
        let pause =
            limits.proofSpacing.wholeSeconds / 4 + Int64(random() % UInt64(max(16, longest)))
        return Wake(clock.now() + .seconds(pause), for: .turn)
    }

    private func others(in flight: Flight, than work: Work) throws(Failure) -> Int {
        try Failure.ofStore { () throws(StoreError) in
            try store.inFlight(flight, on: work.rotation.connection, besides: work.rotation.id)
        }
    }
}
