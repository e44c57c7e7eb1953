extension Knobs {
    /// Calls `body` for every knob with its dotted name and its greatest value.
    ///
    /// The one list of all knobs: reading, writing and checking go by it.
    mutating func each<Failure: Error>(
        _ body: (String, inout Double, Double) throws(Failure) -> Void
    ) throws(Failure) {
        try body("replicas", &replicas, 64)
        try lag.read.each("lag.read", body)
        try lag.accept.each("lag.accept", body)
        try lag.refuse.each("lag.refuse", body)
        try lag.remove.each("lag.remove", body)
        try lag.search.each("lag.search", body)
        try lag.create.each("lag.create", body)
        try body("lag.report", &lag.report, 1e7)
        try body("conflict.gap", &conflict.gap, 3_600)
        try body("conflict.chance", &conflict.chance, 1)
        try body("conflict.conflict", &conflict.conflict, 1_000)
        try body("conflict.badRequest", &conflict.badRequest, 1_000)
        try body("conflict.serverError", &conflict.serverError, 1_000)
        try body("young.denied", &young.denied, 1)
        try body("loss.before", &loss.before, 1)
        try body("loss.after", &loss.after, 1)
        try body("loss.gateway", &loss.gateway, 1)
        try body("loss.edge", &loss.edge, 1)
        try body("throttle.units", &throttle.units, 1e9)
        try body("throttle.writes", &throttle.writes, 1e9)
        try body("throttle.personalWrites", &throttle.personalWrites, 1e9)
        try body("throttle.keyLists", &throttle.keyLists, 1e9)
        try body("throttle.retryAfter", &throttle.retryAfter, 1)
        try body("policy.secretLifetime", &policy.secretLifetime, 1e10)
        try body("policy.keyLifetime", &policy.keyLifetime, 1e10)
        try body("policy.noSecrets", &policy.noSecrets, 1)
        try body("limits.values", &limits.values, 1e6)
        try body("limits.created", &limits.created, 1e6)
        try body("loop.requests", &loop.requests, 1e6)
        try body("loop.window", &loop.window, 86_400)
        try body("loop.pause", &loop.pause, 86_400)
        try body("paging.empty", &paging.empty, 1)
        try body("paging.short", &paging.short, 1)
        try body("paging.repeat", &paging.repeat, 1)
        try body("upperCase", &upperCase, 1)
        try body("skew", &skew, 1e9)
    }

    /// A knob that does not exist or a value it cannot have.
    struct Wrong: Error, Equatable {
        let message: String
    }

    /// Sets the knobs that a JSON object names and leaves the others.
    ///
    /// - Throws: ``Wrong``, and then has changed nothing.
    mutating func apply(_ json: JSON) throws(Wrong) {
        var values = try Self.flatten(json, "")
        var changed = self
        try changed.each { name, value, greatest throws(Wrong) in
            guard let new = values.removeValue(forKey: name) else { return }
            let least = name == "replicas" ? 1.0 : 0
            guard (least...greatest).contains(new) || (name == "skew" && abs(new) <= greatest)
            else {
                throw Wrong(message: "\(name) is not between \(least) and \(greatest): \(new)")
            }
            value = new
        }
        if let unknown = values.keys.min() { throw Wrong(message: "there is no knob \(unknown)") }
        let lag = changed.lag
        let spreads = [lag.read, lag.accept, lag.refuse, lag.remove, lag.search, lag.create]
        guard spreads.allSatisfy(\.isOrdered) else {
            throw Wrong(message: "a lag must rise from min over median, p90 and p99 to max")
        }
        self = changed
    }

    /// The numbers of nested objects by dotted name; true and false count as 1 and 0.
    private static func flatten(_ json: JSON, _ prefix: String) throws(Wrong) -> [String: Double] {
        switch json {
        case .object(let members):
            var all: [String: Double] = [:]
            for member in members where member.name != "about" {
                let name = prefix.isEmpty ? member.name : "\(prefix).\(member.name)"
                all.merge(try flatten(member.value, name)) { $1 }
            }
            return all
        case .int(let number) where !prefix.isEmpty: return [prefix: Double(number)]
        case .bool(let flag) where !prefix.isEmpty: return [prefix: flag ? 1 : 0]
        case .decimal(let text) where !prefix.isEmpty:
            guard let number = Double(text), number.isFinite else {
                throw Wrong(message: "\(prefix) is no number: \(text)")
            }
            return [prefix: number]
        default: throw Wrong(message: prefix.isEmpty ? "no object" : "\(prefix) is no number")
        }
    }

    /// All knobs, nested as they are read.
    var json: JSON {
        var copy = self
        var root = JSON.object([])
        copy.each { name, value, _ in
            root.set(name.split(separator: ".").map(String.init)[...], .number(value))
        }
        return root
    }
}

extension Spread {
    fileprivate mutating func each<Failure: Error>(
        _ name: String, _ body: (String, inout Double, Double) throws(Failure) -> Void
    ) throws(Failure) {
        try body("\(name).min", &min, 1e7)
        try body("\(name).median", &median, 1e7)
        try body("\(name).p90", &p90, 1e7)
        try body("\(name).p99", &p99, 1e7)
        try body("\(name).max", &max, 1e7)
    }
}

extension JSON {
    fileprivate static func number(_ value: Double) -> JSON {
        value == value.rounded() ? .int(Int(value)) : .decimal("\(value)")
    }

    /// Puts a value below the objects of a path.
    fileprivate mutating func set(_ path: ArraySlice<String>, _ value: JSON) {
        guard let name = path.first else { return self = value }
        guard case .object(var members) = self else { return }
        let index = members.firstIndex { $0.name == name } ?? members.count
        if index == members.count { members.append(.init(name: name, value: .object([]))) }
        members[index].value.set(path.dropFirst(), value)
        self = .object(members)
    }
}
