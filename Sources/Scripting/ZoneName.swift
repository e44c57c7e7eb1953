internal import Foundation
internal import Rotation

/// Names of IANA time zones.
enum ZoneName {
    static func isKnown(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy(isLetter) && TimeZone(identifier: name) != nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "+")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Offers zones that are spelt alike, or whose city is what was written.
    static func nearest(to name: String) -> String? {
        let zones = TimeZone.knownTimeZoneIdentifiers
        let city = name.lowercased().replacing(" ", with: "_")
        let sameCity = zones.filter { $0.lowercased().hasSuffix("/\(city)") }
        let found = sameCity.isEmpty ? Spelling.nearest(to: name, in: zones).map { [$0] } : sameCity
        guard let found else { return "write it as \"Europe/Berlin\" or \"UTC\"" }
        return "did you mean " + found.sorted().map { "'\($0)'" }.joined(separator: " or ") + "?"
    }
}
