import Rotation

/// A write, by which reads tell whether they see it yet.
struct Event: Equatable, Sendable {
    let at: Instant
    /// What its delays are drawn from.
    let serial: UInt64
}

/// What one request sees: the directory at a moment as one of its replicas has it.
struct View: Sendable {
    let now: Instant
    var replica: UInt64
    let replicas: UInt64
    let lag: Knobs.Lag
    let seed: UInt64
    /// Whether the request is answered by the index that lags more.
    var isSearch = false
    /// Whether GUIDs are written in upper case.
    var isUpperCase = false

    /// What looks for a write, each with a delay of its own.
    enum Channel: UInt64 {
        case read = 1, accept, refuse, remove, search, create
    }

    /// Whether a write has come this far.
    ///
    /// A write's delay is drawn once for each channel; its slowest replica has all of it, the
    /// others a part between the shortest and that. So replicas disagree meanwhile, and a client
    /// that asks twice may see a write and then not.
    func sees(_ event: Event, _ channel: Channel) -> Bool {
        let age = Double((now - event.at).wholeSeconds)
        let spread = spread(channel)
        if age >= spread.max { return true }
        if age < spread.min { return false }
        let key = key(event, channel)
        var dice = SeededGenerator(seed: key)
        let longest = spread.quantile(dice.fraction())
        let slowest = dice.next() % replicas
        guard replica != slowest else { return age >= longest }
        var own = SeededGenerator(seed: key &+ replica &+ 1)
        return age >= spread.min + (longest - spread.min) * own.fraction()
    }

    /// When every replica has seen a write.
    func everywhere(_ event: Event, _ channel: Channel) -> Instant {
        var dice = SeededGenerator(seed: key(event, channel))
        let longest = spread(channel).quantile(dice.fraction())
        return event.at + .seconds(Int64(longest.rounded(.up)))
    }

    private func key(_ event: Event, _ channel: Channel) -> UInt64 {
        seed ^ event.serial &* 0x9E37_79B9_7F4A_7C15 ^ channel.rawValue << 56
    }

    /// Whether a thing that was added and perhaps removed is there for a read.
    func shows(_ added: Event, _ removed: Event?) -> Bool {
        let channel = isSearch ? Channel.search : .read
        return sees(added, channel) && !(removed.map { sees($0, channel) } ?? false)
    }

    private func spread(_ channel: Channel) -> Spread {
        switch channel {
        case .read: lag.read
        case .accept: lag.accept
        case .refuse: lag.refuse
        case .remove: lag.remove
        case .search: lag.search
        case .create: lag.create
        }
    }

    /// A GUID as this answer writes it.
    func guid(_ text: String) -> JSON {
        .string(isUpperCase ? text.uppercased() : text)
    }
}

extension Knobs.Lag {
    /// Seconds after which every write is seen by all.
    var longest: Double {
        [read, accept, refuse, remove, search, create].map(\.max).max() ?? 0
    }
}
