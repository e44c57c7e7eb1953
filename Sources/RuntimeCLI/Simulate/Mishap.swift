import Rotation
import Scripting

/// Something that goes wrong for a while in a simulation, as `--fail` states it.
struct Mishap: Equatable {
    let kind: Kind
    /// From the beginning of the simulation.
    let start: Duration
    let length: Duration
    /// As it was written.
    let text: String

    enum Kind: Equatable {
        /// Graph cannot be reached.
        case graphDown
        /// Nobody can sign in.
        case signInDown
        /// Graph refuses every request for being one too many.
        case throttled
        /// The machine's clock is off by this.
        case clock(Duration)
        /// The machine stands still.
        case asleep
    }

    static let forms =
        "'graph down 6h at day 30', 'sign-in down 2h at day 10', 'throttled 1h at day 5', "
        + "'clock +1d for 6h at day 8' or 'asleep 7d at day 20'"

    /// Reads one mishap.
    ///
    /// - Throws: ``Complaint`` with the grammar.
    init(_ text: String) throws(Complaint) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count > 3, words[words.count - 3] == "at", words[words.count - 2] == "day",
            let day = Int(words[words.count - 1]), (0...36_500).contains(day),
            let (kind, length) = Self.read(Array(words.dropLast(3)))
        else {
            throw Complaint(
                "'--fail' does not understand \"\(text)\"", hint: "write \(Self.forms)",
                exit: .usage)
        }
        guard length > .zero, kind != .clock(.zero) else {
            throw Complaint(
                "'--fail' \"\(text)\" changes nothing", hint: "write \(Self.forms)", exit: .usage)
        }
        self.kind = kind
        self.length = length
        self.text = text
        start = .days(day)
    }

    private static func read(_ words: [String]) -> (Kind, Duration)? {
        let lengths = words.map { DurationText.parse($0) }
        switch (words[0], words.count) {
        case ("graph", 3) where words[1] == "down": return lengths[2].map { (.graphDown, $0) }
        case ("sign-in", 3) where words[1] == "down": return lengths[2].map { (.signInDown, $0) }
        case ("throttled", 2): return lengths[1].map { (.throttled, $0) }
        case ("asleep", 2): return lengths[1].map { (.asleep, $0) }
        case ("clock", 4) where words[2] == "for":
            guard let offset = offset(words[1]), let length = lengths[3] else { return nil }
            return (.clock(offset), length)
        default: return nil
        }
    }

    /// A duration with its sign.
    private static func offset(_ text: String) -> Duration? {
        guard let sign = text.first, "+-".contains(sign),
            let length = DurationText.parse(String(text.dropFirst()))
        else { return nil }
        return sign == "-" ? .zero - length : length
    }
}
