/// One client secret of an application, from the intent to make it until it is gone.
package struct Credential: Equatable, Sendable, Identifiable {
    /// What never changes, shared by all copies: copies are made all the time.
    private let origin: Shared<Origin>
    /// What was sent as key id, and after the answer what the directory uses.
    package var keyID: String
    package var state: State
    package var mintedAt: Instant?
    package var endsAt: Instant
    /// The version under which consumers read it; nil before promotion.
    package var version: Int?
    package var deliveredAt: Instant?
    /// When the run that displaced it had delivered; the overlap counts from here.
    package var displacedAt: Instant?
    /// Reads in a row that did not show it, while that is being found out.
    package var absence: Absence?
    /// Failed tries in a row to do what is due about it.
    package var attempts = 0
    /// When its removal was acknowledged.
    package var removedAt: Instant?
    package var wake: Wake?

    package init(
        id: String, run: String, marker: Marker, keyID: String, state: State = .intended,
        intendedAt: Instant, endsAt: Instant
    ) {
        origin = Shared(Origin(id: id, run: run, marker: marker, intendedAt: intendedAt))
        self.keyID = keyID
        self.state = state
        self.endsAt = endsAt
    }

    /// One that somebody else made, offered for adoption; its end is read when it is looked at.
    package init(offered id: String, keyID: String, at now: Instant) {
        origin = Shared(Origin(id: id, run: nil, marker: nil, intendedAt: now))
        self.keyID = keyID.lowercased()
        state = .offered
        endsAt = now + .days(36_500)
        wake = Wake(now, for: .now)
    }

    /// The intent's ULID.
    package var id: String { origin.value.id }

    /// The run that intended it; nil for one that somebody else made.
    package var run: String? { origin.value.run }

    /// Its name at the directory; nil for one that somebody else made.
    package var marker: Marker? { origin.value.marker }

    package var intendedAt: Instant { origin.value.intendedAt }

    /// What it is found by at the directory: its marker, or the key id of one that has none.
    package var label: String { marker?.description ?? keyID }

    /// When it is replaced whatever its policy says: the safety margin before its actual end.
    package var margin: Instant {
        endsAt - Limits.safetyMargin(lifetime: endsAt - (mintedAt ?? intendedAt))
    }

    private struct Origin: Equatable, Sendable {
        let id: String
        let run: String?
        let marker: Marker?
        let intendedAt: Instant
    }

    /// Where it is in its life.
    package enum State: String, CaseIterable, Sendable {
        /// Somebody else's; an operator wants it looked after.
        case offered
        /// Offered and not taken; it stays as it is.
        case declined
        /// The journal says it is about to be asked for.
        case intended
        /// Asked for without an answer: it may exist.
        case unresolved
        /// Made; its value is in memory only.
        case minted
        /// Its value is kept.
        case sealed
        /// It has signed in.
        case proven
        /// What consumers read.
        case current
        /// Displaced, still live.
        case previous
        /// Displaced, being removed.
        case retiring
        /// Being removed after a leak, whatever its overlap and in spite of a pause.
        case revoking
        /// Never promoted, being removed.
        case discarding
        /// Seen no more.
        case gone
        /// Left to its end date.
        case expired

        /// Whether it can sign in, as far as we know.
        package var isLive: Bool {
            switch self {
            case .minted, .sealed, .proven, .current, .previous: true
            case .retiring, .revoking, .discarding: true
            case .intended, .unresolved, .offered, .declined, .gone, .expired: false
            }
        }

        /// Whether it is being removed.
        var isLeaving: Bool {
            self == .retiring || self == .revoking || self == .discarding
        }

        /// Whether nothing is left to be done about it.
        package var isOver: Bool {
            self == .gone || self == .expired || self == .declined
        }
    }

    /// Reads in a row that did not show a credential.
    package struct Absence: Equatable, Sendable {
        package var reads: Int
        package var since: Instant

        package init(reads: Int, since: Instant) {
            self.reads = reads
            self.since = since
        }
    }
}
