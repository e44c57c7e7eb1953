/// Work of a rotation of which a connection bears only so much at a time.
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
}

/// Room that must be left when a change is committed.
package struct Room: Equatable, Sendable {
    /// Other rotations of the connection with any of this work count.
    package var flight: Flight
    /// The most rotations that may do it at a time, the one at hand included.
    package var limit: Int

    package init(for flight: Flight, limit: Int) {
        self.flight = flight
        self.limit = limit
    }
}

extension Rotation {
    /// What it has in flight as it is on record.
    package var flight: Flight {
        var flight: Flight = run?.step == .prove ? .prove : []
        for credential in credentials {
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
    var mintRoom: [Room] {
        [
            Room(for: .mint, limit: limits.mintsInFlight),
            Room(for: [.mint, .prove], limit: limits.proofsWaiting),
        ]
    }

    /// The room that the removal of a displaced secret needs.
    var retireRoom: [Room] {
        [Room(for: .retire, limit: limits.retirementsInFlight)]
    }

    /// When to ask again for room to mint, where there is none now.
    ///
    /// It is looked for before the tenant is asked anything, and for certain with the intent.
    func turnWake(_ work: Work) throws(Failure) -> Wake? {
        guard work.run.kind.obeysBrakes else { return nil }
        for room in mintRoom {
            let others = try Failure.ofStore { () throws(StoreError) in
                try store.inFlight(
                    room.flight, on: work.rotation.connection, besides: work.rotation.id)
            }
            if others >= room.limit { return turn() }
        }
        return nil
    }

    /// When to ask again for room to remove a displaced secret, where there is none now.
    ///
    /// What has waited long stands in a long line and asks less often: nothing ends by waiting.
    func retireTurn(of credential: Credential, _ work: Work) throws(Failure) -> Wake? {
        for room in retireRoom {
            let others = try Failure.ofStore { () throws(StoreError) in
                try store.inFlight(
                    room.flight, on: work.rotation.connection, besides: work.rotation.id)
            }
            guard others >= room.limit else { continue }
            let waited = (clock.now() - overlapEnd(of: credential, work)).wholeSeconds
            let more = random() % UInt64(max(1, min(waited, 3_600)))
            return Wake(turn().at + .seconds(Int64(more)), for: .turn)
        }
        return nil
    }

    private func overlapEnd(of credential: Credential, _ work: Work) -> Instant {
        switch work.declaration.overlap {
        case .duration(let length): (credential.displacedAt ?? clock.now()) + length
        case .untilNext: work.rotation.current?.deliveredAt ?? clock.now()
        }
    }

    /// A moment that is not everybody else's too.
    func turn() -> Wake {
        let pause = limits.proofSpacing.wholeSeconds
        return Wake(clock.now() + .seconds(pause / 4 + Int64(random() % 16)), for: .turn)
    }
}
