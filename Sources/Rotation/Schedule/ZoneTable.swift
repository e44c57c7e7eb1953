/// The offsets of one time zone from UTC through all time.
final class ZoneTable: Sendable {
    /// A stretch of time with one offset.
    struct Span: Equatable {
        /// Its first second; it ends where the next one begins.
        var start: Int64
        /// Seconds to add to UTC.
        var offset: Int64
        /// What the zone is called meanwhile, such as `CEST`.
        var name: String
    }

    /// Never empty; the first begins before all time.
    private let spans: [Span]
    /// From here on everything repeats what was 400 years earlier; nil when nothing changes.
    private let horizon: Int64?

    /// Seconds of 400 years, after which dates and weekdays repeat.
    private static let cycle: Int64 = 146_097 * 86_400

    static let utc = ZoneTable(first: Span(start: 0, offset: 0, name: "UTC"), [], then: nil)

    /// Makes a table.
    ///
    /// - Parameters:
    ///   - first: What holds before the first transition.
    ///   - transitions: Spans in ascending order.
    ///   - rule: What holds after the last of them; nil for what it says itself.
    init(first: Span, _ transitions: [Span], then rule: ZoneRule?) {
        var spans = [Span(start: .min, offset: first.offset, name: first.name)]
        spans += transitions
        guard let rule else {
            self.spans = spans
            horizon = nil
            return
        }
        let last = transitions.last?.start
        let day = last.map { Int($0.flooredQuotient(by: 86_400)) } ?? 0
        let year = max(CivilDate(daysSinceEpoch: day).year, 1900)
        let years = year...year + 400
        for span in years.flatMap(rule.spans) where span.start > last ?? .min {
            spans.append(span)
        }
        self.spans = spans
        let end = CivilDate(year: years.upperBound + 1, month: 1, day: 1)
        horizon = rule.changes ? Int64(end.daysSinceEpoch) * 86_400 : nil
    }

    /// Seconds to add to `seconds` of UTC.
    func offset(at seconds: Int64) -> Int64 {
        spans[index(at: seconds - shift(of: seconds))].offset
    }

    /// What the zone is called at `seconds` of UTC.
    func name(at seconds: Int64) -> String {
        spans[index(at: seconds - shift(of: seconds))].name
    }

    /// The first instant, in seconds of UTC, at which a local clock shows `reading`.
    ///
    /// A reading in a gap is taken as if the clock had not been put forward yet.
    func first(showing reading: Int64) -> Int64 {
        let shift = shift(of: reading)
        let local = reading - shift
        // No offset is longer than 26 hours, so this span begins before any that shows it.
        var index = index(at: local - 26 * 3_600)
        while index + 1 < spans.count, local - spans[index].offset >= spans[index + 1].start {
            index += 1
        }
        let instant = local - spans[index].offset
        let isInGap = index > 0 && instant < spans[index].start
        return (isInGap ? local - spans[index - 1].offset : instant) + shift
    }

    private func shift(of seconds: Int64) -> Int64 {
        guard let horizon, seconds >= horizon else { return 0 }
        return ((seconds - horizon) / Self.cycle + 1) * Self.cycle
    }

    /// The last span that begins at or before `seconds`.
    private func index(at seconds: Int64) -> Int {
        var low = 0
        var high = spans.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if spans[middle].start <= seconds { low = middle } else { high = middle }
        }
        return low
    }
}
