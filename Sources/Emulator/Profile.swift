/// A named setting of all knobs.
package enum Profile: String, CaseIterable, Sendable {
    /// Every write is seen at once and nothing goes wrong by itself.
    case calm
    /// Seconds of lag and now and then a conflict, as the field reports tell.
    case real
    /// Minutes of lag, losses and conflicts at every turn.
    case hostile

    /// The profile's knobs.
    var knobs: Knobs {
        var knobs = Knobs()
        let bytes: [UInt8]
        switch self {
        case .calm: return knobs
        case .real: bytes = PackageResources.real_json
        case .hostile: bytes = PackageResources.hostile_json
        }
        do {
            try knobs.apply(try JSON(parsing: bytes))
        } catch {
            fatalError("the built-in profile \(rawValue) is unusable: \(error)")
        }
        return knobs
    }
}
