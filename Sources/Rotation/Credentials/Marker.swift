/// The display name given to a credential before it exists, by which it is found again.
///
/// `runtime <home:8> <intent:26>`: 43 ASCII characters, the intent as a ULID.
package struct Marker: Hashable, Sendable, CustomStringConvertible {
    /// The whole of it, which is how it is kept and sent.
    package let description: String

    package init(home: String, intent: String) {
        description = "runtime \(home.prefix(8)) \(intent)"
    }

    /// Reads a display name, or gives nil when it is no marker.
    package init?(_ displayName: String) {
        var name = displayName
        let isMarker = name.withUTF8 { bytes in
            let space = UInt8(ascii: " ")
            return bytes.count == 43 && bytes.starts(with: "runtime ".utf8) && bytes[16] == space
                && !bytes[8..<16].contains(space) && !bytes[17...].contains(space)
        }
        guard isMarker else { return nil }
        description = name
    }

    /// The first eight characters of the home's id.
    package var home: String { String(description.dropFirst(8).prefix(8)) }

    /// The intent's ULID.
    package var intent: String { String(description.suffix(26)) }
}

/// Ids made of time and randomness; both are passed in.
package enum Identifier {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let hexDigits = Array("0123456789abcdef".utf8)

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
        return String(decoding: characters, as: UTF8.self)
    }

    /// A random UUID of version 4 in lower case.
    ///
    /// - SeeAlso: RFC 9562, section 5.4.
    package static func uuid(random: () -> UInt64) -> String {
        let high = random() & 0xffff_ffff_ffff_0fff | 0x4000
        let low = random() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for place in 0..<32 {
            if [8, 12, 16, 20].contains(place) { text.append(UInt8(ascii: "-")) }
            let half = place < 16 ? high : low
            text.append(hexDigits[Int(half >> UInt64(60 - 4 * (place % 16)) & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
