internal import Foundation
package import Rotation

/// Time zones by their IANA names: `Europe/Berlin`, `UTC`.
package enum TimeZoneText {
    /// Opens the zone of that name.
    package static func parse(_ name: String) throws(TextMistake) -> WallClock {
        if let clock = WallClock(identifier: name) { return clock }
        let zones = TimeZone.knownTimeZoneIdentifiers
        guard WallClock(identifier: "Europe/Berlin") != nil || !zones.contains(name) else {
            throw TextMistake(
                "is \"\(name)\", and this machine has no time zone database",
                "install the package tzdata, or set TZDIR to where its files are")
        }
        throw TextMistake(
            "must be an IANA time zone, not \"\(name)\"", nearest(to: name, in: zones))
    }

    /// Offers zones that are spelt alike, or whose city is what was written.
    private static func nearest(to name: String, in zones: [String]) -> String {
        let city = name.lowercased().replacing(" ", with: "_")
        let sameCity = zones.filter { $0.lowercased().hasSuffix("/\(city)") }
        let found = sameCity.isEmpty ? Spelling.nearest(to: name, in: zones).map { [$0] } : sameCity
        guard let found else { return "write it as \"Europe/Berlin\" or \"UTC\"" }
        return "did you mean " + found.sorted().map { "'\($0)'" }.joined(separator: " or ") + "?"
    }
}
