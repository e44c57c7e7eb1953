/// The display name given to a credential before it exists, by which it is found again.
///
/// `runtime <home:8> <intent:26>`: 43 ASCII characters, the intent as a ULID.
package struct Marker: Hashable, Sendable, CustomStringConvertible {
    /// The first eight characters of the home's id.
    package let home: String
    /// The intent's ULID.
    package let intent: String

    package init(home: String, intent: String) {
        self.home = String(home.prefix(8))
        self.intent = intent
    }

    /// Reads a display name, or gives nil when it is no marker.
    package init?(_ displayName: String) {
        let words = displayName.utf8.split(
            separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 3, words[0].elementsEqual("runtime".utf8), words[1].count == 8,
            words[2].count == 26
        else { return nil }
        home = String(Substring(words[1]))
        intent = String(Substring(words[2]))
    }

    package var description: String { "runtime \(home) \(intent)" }
}

/// Ids made of time and randomness; both are passed in.
package enum Identifier {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// A ULID: 48 bits of milliseconds and 80 random bits in Crockford's base 32.
    ///
    /// - SeeAlso: github.com/ulid/spec.
    package static func ulid(at instant: Instant, random: () -> UInt64) -> String {
        let high = random()
        let low = random()
        let time = UInt64(clamping: instant.seconds) &* 1_000 + (high >> 32) % 1_000
        var characters = (0..<10).map { alphabet[Int(time >> UInt64(45 - 5 * $0) & 31)] }
        characters += (0..<8).map { alphabet[Int(high >> UInt64(5 * $0) & 31)] }
        characters += (0..<8).map { alphabet[Int(low >> UInt64(5 * $0) & 31)] }
        return String(characters)
    }

    /// A random UUID of version 4 in lower case.
    ///
    /// - SeeAlso: RFC 9562, section 5.4.
    package static func uuid(random: () -> UInt64) -> String {
        let high = random() & 0xffff_ffff_ffff_0fff | 0x4000
        let low = random() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        let digits = Array(hex(high) + hex(low))
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return parts.map { String(digits[$0]) }.joined(separator: "-")
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
