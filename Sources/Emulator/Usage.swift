import Rotation

/// What clients used of late, for throttling and the detection of loops.
struct Usage: Sendable {
    /// A token bucket: it fills evenly, and requests empty it.
    struct Bucket: Sendable {
        var level: Double
        var at: Instant
    }

    fileprivate var buckets: [String: Bucket] = [:]
    fileprivate var loops: [String: Loop] = [:]

    fileprivate struct Loop: Sendable {
        var request: UInt64
        var since: Instant
        var count = 0.0
        var pausedUntil: Instant?
    }

    /// Takes from a bucket that fills up to `limit` in `seconds`.
    ///
    /// - Returns: How full it is from 0 to 1, and seconds until it has enough, 0 if it had.
    fileprivate mutating func take(
        _ amount: Double, from name: String, limit: Double, seconds: Double, now: Instant
    ) -> (share: Double, wait: Double) {
        var bucket = buckets[name] ?? Bucket(level: limit, at: now)
        let elapsed = Double(max(0, (now - bucket.at).wholeSeconds))
        bucket.level = min(limit, bucket.level + elapsed * limit / seconds)
        bucket.at = now
        let missing = amount - bucket.level
        if missing <= 0 { bucket.level -= amount }
        buckets[name] = bucket
        return (bucket.level / limit, max(0, missing * seconds / limit))
    }
}

/// What a request to Graph costs.
struct Cost: Equatable {
    var units = 1
    var isWrite = false
    /// Whether it changes an application for personal accounts.
    var isPersonal = false
    /// Whether it lists applications with their certificates.
    var isKeyList = false
}

extension Tenant {
    /// Counts a request of a client.
    ///
    /// - Returns: The share of the client's limit that is used up.
    /// - Throws: A 429 when a limit is exceeded.
    mutating func charge(
        _ cost: Cost, to caller: Requester, now: Instant
    ) throws(GraphError) -> Double {
        let limits = knobs.throttle
        let client = caller.clientID
        let buckets: [(name: String, amount: Double, limit: Double, seconds: Double)] = [
            ("ResourceUnit", Double(cost.units), limits.units, 10),
            ("Write", cost.isWrite ? 1 : 0, limits.writes, 150),
            ("PersonalWrite", cost.isPersonal ? 1 : 0, limits.personalWrites, 60),
            ("KeyList", cost.isKeyList ? 1 : 0, limits.keyLists, 60),
        ]
        var used = 0.0
        for (name, amount, limit, seconds) in buckets where limit > 0 && amount > 0 {
            let bucket = usage.take(
                amount, from: "\(client) \(name)", limit: limit, seconds: seconds, now: now)
            used = max(used, 1 - bucket.share)
            guard bucket.wait > 0 else { continue }
            var dice = dice(on: nil)
            throw .throttled(
                by: name, client: client, tenant: id,
                retryAfter: dice.happens(limits.retryAfter) ? Int(bucket.wait.rounded(.up)) : nil)
        }
        return used
    }

    /// Refuses a client that sends the same sign-in again and again.
    mutating func checkLoop(
        _ client: String, _ request: SignInRequest, now: Instant
    ) throws(EntraError) {
        let limit = knobs.loop
        guard limit.requests > 0 else { return }
        let text = "\(request.secret ?? "") \(request.assertion ?? "") \(request.scope ?? "")"
        let fresh = Usage.Loop(request: UInt64(hashing: text), since: now)
        var loop = usage.loops[client] ?? fresh
        if let end = loop.pausedUntil, now >= end { loop = fresh }
        if loop.request != fresh.request
            || now >= loop.since + .seconds(Int64(limit.window)) && loop.pausedUntil == nil
        {
            loop = fresh
        }
        loop.count += 1
        if loop.pausedUntil == nil, loop.count > limit.requests {
            loop.pausedUntil = now + .seconds(Int64(limit.pause))
        }
        usage.loops[client] = loop
        guard loop.pausedUntil == nil else { throw .loop }
    }
}
