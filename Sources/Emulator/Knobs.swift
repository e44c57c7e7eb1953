/// How far the tenant behaves like the real one: its delays, conflicts, losses and limits.
///
/// Without any change it is calm: every write is seen at once and nothing goes wrong by itself.
/// Numbers that are chances lie between 0 and 1, those that are times are seconds.
struct Knobs: Equatable, Sendable {
    /// Between how many copies of the directory requests are spread.
    var replicas = 1.0
    var lag = Lag()
    var conflict = Conflict()
    var young = Young()
    var loss = Loss()
    var throttle = Throttling()
    var policy = Policy()
    var limits = Limits()
    var loop = Loop()
    var paging = Paging()
    /// The chance that an answer writes its GUIDs in upper case.
    var upperCase = 0.0
    /// How far the service's clock is ahead of the emulator's.
    var skew = 0.0

    /// How long writes take to be seen, for each that looks for something else.
    struct Lag: Equatable, Sendable {
        /// Reads of one object and lists.
        var read = Spread()
        /// Sign-ins with a new credential, or of a new application.
        var accept = Spread()
        /// Refusing sign-ins with a removed credential.
        var refuse = Spread()
        /// `removePassword` and `removeKey` finding a new credential.
        var remove = Spread()
        /// Queries with `ConsistencyLevel: eventual`.
        var search = Spread()
        /// Writes to a new object.
        var create = Spread()
        /// How late the report of sign-ins is.
        var report = 0.0
    }

    /// Writes to one object that follow each other too closely.
    struct Conflict: Equatable, Sendable {
        var gap = 0.0
        var chance = 1.0
        /// The weights of the three forms: 409, 400 with the same sentence, 500.
        var conflict = 1.0
        var badRequest = 0.0
        var serverError = 0.0
    }

    /// What a write to an object is answered that its replica does not know yet.
    struct Young: Equatable, Sendable {
        /// The chance of a 403 instead of a 404.
        var denied = 0.0
    }

    /// Requests that go astray.
    struct Loss: Equatable, Sendable {
        /// The chance that a request is lost before it takes effect.
        var before = 0.0
        /// The chance that its answer is lost after it took effect.
        var after = 0.0
        /// The share of losses that are answered 504; the others break the connection.
        var gateway = 0.5
        /// The chance of an HTML page with 502, 503 or 504 from the edge, without effect.
        var edge = 0.0
    }

    /// Resource units and writes as the real service counts them; 0 is without limit.
    struct Throttling: Equatable, Sendable {
        /// Resource units of one client in 10 s.
        var units = 0.0
        /// Writes of one client in 150 s.
        var writes = 0.0
        /// Writes in a minute to applications for personal accounts.
        var personalWrites = 0.0
        /// Lists in a minute that select `keyCredentials`.
        var keyLists = 0.0
        /// The share of refusals that carry `Retry-After`.
        var retryAfter = 1.0
    }

    /// The tenant's application management policy; 0 forbids nothing.
    struct Policy: Equatable, Sendable {
        /// The longest life of a client secret.
        var secretLifetime = 0.0
        /// The longest life of a certificate.
        var keyLifetime = 0.0
        /// 1 forbids client secrets altogether.
        var noSecrets = 0.0
    }

    struct Limits: Equatable, Sendable {
        /// The most credentials and other values of one object.
        var values = 1_200.0
        /// The most objects a client may create, deleted ones included; 0 is without limit.
        var created = 0.0
    }

    /// How many equal token requests in a window are taken for a loop; 0 is without limit.
    struct Loop: Equatable, Sendable {
        var requests = 0.0
        var window = 60.0
        /// How long such requests are refused.
        var pause = 300.0
    }

    struct Paging: Equatable, Sendable {
        /// The chance of a page with nothing on it but the link to the next one.
        var empty = 0.0
        /// The chance that a page is shorter than was asked for.
        var short = 0.0
        /// The chance of a link to the page it is on.
        var `repeat` = 0.0
    }
}

/// How a delay is spread: the shortest, three quantiles, and the longest, in seconds.
struct Spread: Equatable, Sendable {
    var min = 0.0
    var median = 0.0
    var p90 = 0.0
    var p99 = 0.0
    var max = 0.0

    /// Always the same delay.
    static func fixed(_ seconds: Int) -> Self {
        let delay = Double(seconds)
        return Self(min: delay, median: delay, p90: delay, p99: delay, max: delay)
    }

    /// The delay that a share `part` of all stays below; straight between the known ones.
    func quantile(_ part: Double) -> Double {
        let knots = [(0, min), (0.5, median), (0.9, p90), (0.99, p99), (1, max)]
        for (low, high) in zip(knots, knots.dropFirst()) where part <= high.0 {
            return low.1 + (high.1 - low.1) * (part - low.0) / (high.0 - low.0)
        }
        return max
    }

    var isOrdered: Bool { min <= median && median <= p90 && p90 <= p99 && p99 <= max }
}
