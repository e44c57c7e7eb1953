import Emulator
import Rotation

/// The real engine over a tenant and a store in memory, on time that jumps from event to event.
final class Simulation {
    let settings: Settings
    let cast: Cast
    let time: SimulatedTime
    let tenant: TenantIssuer
    let store = MemoryStore()
    let chronicle: Chronicle
    let watcher: Watcher
    private var random: UInt64

    /// What a simulation is made of beside its policies.
    struct Settings {
        var start: Instant
        var days = 400
        var seed: UInt64 = 1
        var profile = Profile.real
        var mishaps: [Mishap] = []
        /// Fleets list seldom what neither comes nor goes.
        var limits: Limits = {
            var limits = Limits()
            limits.listing = .days(1)
            return limits
        }()
        /// A bug to be put in.
        var plant: Plant?
    }

    /// Up to how many rotations every event is told.
    static let few = 12

    /// Sets the stage; nothing happens yet.
    init(_ cast: Cast, _ settings: Settings) {
        self.cast = cast
        self.settings = settings
        time = SimulatedTime(
            from: settings.start, to: settings.start + .days(settings.days))
        var configuration = EmulatorConfiguration()
        configuration.profile = settings.profile
        configuration.seed = settings.seed
        configuration.applications = cast.applications
        tenant = TenantIssuer(configuration, clock: SimulatedTime.World(time: time))
        chronicle = Chronicle(time, isDetailed: cast.applications.count <= Self.few)
        watcher = Watcher(tenant, store, time, cast, grace: settings.limits.minimumGrace)
        random = settings.seed &* 0x9E37_79B9_7F4A_7C15
        listen()
    }

    private func listen() {
        store.medium.depth = 100
        store.medium.onCommit = { [chronicle, watcher] change in
            watcher.committed(change)
            chronicle.committed(change)
        }
        if let plant = settings.plant {
            store.medium.beforeCommit = { [time] change in
                plant.spoil(&change, now: time.now + time.offset)
            }
        }
        tenant.onMint = { [chronicle, watcher] secret, objectID in
            chronicle.minted(secret, on: objectID)
            watcher.minted(secret, on: objectID)
        }
        tenant.onRemove = { [chronicle, watcher] secret, objectID in
            watcher.removed(secret, from: objectID)
            chronicle.removed(secret)
        }
    }

    /// Lets it happen, to the end or to the first violation.
    ///
    /// - Parameter progress: Told at the beginning of each day.
    /// - Throws: ``StoreError`` when the policies do not go together.
    func run(progress: @escaping (Int) -> Void = { _ in }) throws(StoreError) {
        try cast.register(in: store, at: time.now)
        for mishap in settings.mishaps { plan(mishap) }
        beginDay(1, progress)
        let machine = SimulatedTime.Machine(time: time)
        let driver = Driver(
            rotator(on: machine), store: store, clock: machine,
            isStopped: { [time] in time.isStopped || time.now >= time.end })
        var failure: StoreError?
        driver.run { failure = $0 }
        if let failure { throw failure }
        if watcher.violation == nil { watcher.lookAtAll() }
        chronicle.beginDay()
    }

    private func beginDay(_ day: Int, _ progress: @escaping (Int) -> Void) {
        time.plan(settings.start + .days(day)) { [self] in
            watcher.look()
            chronicle.beginDay()
            progress(day)
            if day < settings.days { beginDay(day + 1, progress) }
        }
    }

    private func rotator(on machine: any Clock) -> Rotator {
        let world = SimulatedWorld(
            store: store, clock: machine, chronicle: chronicle, limits: settings.limits,
            grants: .whatIsNeeded(by: cast.members.map(\.declaration)))
        return Rotator(
            store: store, clock: machine, limits: settings.limits, functions: world.functions,
            random: { [self] in nextRandom() },
            policies: { [cast] pin throws(PolicyError) in try cast.policy(pin) },
            issuers: { [tenant] _ in tenant }, isStopped: { [time] in time.isStopped })
    }

    private func nextRandom() -> UInt64 {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return random ^ random >> 29
    }
}

// MARK: - Mishaps

extension Simulation {
    private func plan(_ mishap: Mishap) {
        let begin = settings.start + mishap.start
        time.plan(begin) { [self] in
            chronicle.note("-- \(mishap.text) --")
            set(mishap, isOn: true)
        }
        guard mishap.kind != .asleep else { return }
        time.plan(begin + mishap.length) { [self] in set(mishap, isOn: false) }
    }

    private func set(_ mishap: Mishap, isOn: Bool) {
        switch mishap.kind {
        case .graphDown: set(.graphDown, isOn)
        case .signInDown: set(.signInDown, isOn)
        case .throttled: set(.throttled, isOn)
        case .clock(let offset): time.offset = isOn ? offset : .zero
        case .asleep: time.sleep(mishap.length)
        }
    }

    private func set(_ weather: TenantIssuer.Weather, _ isOn: Bool) {
        if isOn { tenant.weather.insert(weather) } else { tenant.weather.remove(weather) }
    }
}
