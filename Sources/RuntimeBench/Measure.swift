import Rotation

/// One result, printed as one line of JSON.
struct Measure {
    let name: String
    let value: Double
    let unit: String
    /// The same quantity of what it is compared with, taken in the same run.
    var baseline: Double?
    /// All of them must hold.
    let bars: [Bar]

    /// A condition on a result.
    enum Bar {
        case valueAtMost(Double)
        case valueEquals(Double)
        case ratioAtMost(Double)
        case ratioAtLeast(Double)
    }

    /// The value divided by the baseline.
    var ratio: Double? { baseline.map { value / $0 } }

    /// Whether all bars hold; one on a ratio that is not there does not.
    var isOK: Bool { bars.allSatisfy { $0.holds(value: value, ratio: ratio) } }

    /// The line; its members stay in this order.
    var line: String {
        let members = [
            ("name", ValueText.quote(name)), ("value", Self.number(value)),
            ("unit", ValueText.quote(unit)), ("baseline", Self.number(baseline)),
            ("ratio", Self.number(ratio)),
            ("bar", ValueText.quote(bars.map(\.text).joined(separator: " and "))),
            ("ok", isOK ? "true" : "false"),
        ]
        return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }

    /// Four significant digits, or `null`.
    private static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "null" }
        var scale = 1.0
        while abs(value) * scale < 1_000, scale < 1_000_000 { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return Int64(exactly: rounded).map(String.init) ?? "\(rounded)"
    }
}

extension Measure.Bar {
    /// Whether a result meets the condition.
    func holds(value: Double, ratio: Double?) -> Bool {
        switch self {
        case .valueAtMost(let limit): value <= limit
        case .valueEquals(let wanted): value == wanted
        case .ratioAtMost(let limit): ratio.map { $0 <= limit } ?? false
        case .ratioAtLeast(let limit): ratio.map { $0 >= limit } ?? false
        }
    }

    var text: String {
        switch self {
        case .valueAtMost(let limit): "value <= \(limit)"
        case .valueEquals(let wanted): "value == \(wanted)"
        case .ratioAtMost(let limit): "ratio <= \(limit)"
        case .ratioAtLeast(let limit): "ratio >= \(limit)"
        }
    }
}
