internal import Rotation

/// Reads how long credentials live, and checks that a replacement always comes in time.
enum LifetimeReader {
    static func lifetime(_ fields: FieldReader) throws(PolicyError) -> Duration? {
        guard let lifetime = try fields.duration("lifetime") else { return nil }
        guard lifetime > .zero else { throw fields.error("'lifetime' must be longer than zero") }
        return lifetime
    }

    static func overlap(_ fields: FieldReader) throws(PolicyError) -> Declaration.Overlap {
        if fields.value("overlap") == .string("until_next") { return .untilNext }
        do throws(PolicyError) {
            return try fields.duration("overlap").map { .duration($0) } ?? .untilNext
        } catch {
            let given = fields.value("overlap").map { $0.text.map { "\"\($0)\"" } ?? $0.article }
            throw fields.error(
                "'overlap' must be \"until_next\" or a duration, not \(given ?? "nothing")",
                DurationText.hint)
        }
    }

    /// Refuses a lifetime that ends before a successor is in place.
    static func check(_ policy: Declaration, _ fields: FieldReader) throws(PolicyError) {
        let margin = Limits.safetyMargin(lifetime: policy.lifetime)
        let needed = policy.stage + policy.schedule.interval + margin
        guard needed < policy.lifetime else {
            throw fields.error(
                "'lifetime' (\(policy.lifetime.short)) must be longer than stage + interval + "
                    + "safety margin (\(policy.stage.short) + \(policy.schedule.interval.short) + "
                    + "\(margin.short))",
                "leave 'lifetime' out: its default is twice the interval and more")
        }
    }
}
