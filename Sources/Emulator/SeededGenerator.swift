/// A random generator that gives the same sequence for the same seed.
///
/// - SeeAlso: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (SplitMix64).
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension SeededGenerator {
    /// A random number from 0 up to but not including 1.
    mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// True with a probability of `chance`.
    mutating func happens(_ chance: Double) -> Bool {
        chance > 0 && fraction() < chance
    }

    /// A random GUID (version 4) in lower case.
    mutating func guid() -> String {
        let high = next() & ~0xF000 | 0x4000
        let low = next() & ~(3 << 62) | 1 << 63
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for position in 0..<32 {
            if [8, 12, 16, 20].contains(position) { text.append(UInt8(ascii: "-")) }
            let half = position < 16 ? high : low
            let nibble = Int(half >> UInt64(60 - position % 16 * 4) & 15)
            text.append(UInt8(ascii: nibble < 10 ? "0" : "W") + UInt8(nibble))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A client secret of 40 characters; like the real ones it has `8Q~` after the first three.
    mutating func secret() -> String {
        letters(3) + "8Q~" + letters(34)
    }

    /// Random characters of the alphabet that generated secrets use.
    mutating func letters(_ count: Int) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(count)
        for _ in 0..<count {
            text.append(Self.alphabet[Int(next() % UInt64(Self.alphabet.count))])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789~_.-".utf8)
}

extension UInt64 {
    /// A number that stands for a text.
    ///
    /// - SeeAlso: Fowler, Noll, Vo, "FNV-1a".
    init(hashing text: String) {
        self = text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
