internal import Foundation
internal import Rotation

/// Names of IANA time zones.
enum ZoneName {
    static func isKnown(_ name: String) -> Bool {
        !name.isEmpty && TimeZone(identifier: name) != nil
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
