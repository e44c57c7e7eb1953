/// What a driver knows that a rotation does not.
package struct Occasion: Sendable {
    /// How many rotations fell due in the same tick.
    package var crowd = 1
    /// Whether the clock was put back since wakes were set.
    package var isClockBack = false
    /// Whether only what nobody received is cared for.
    package var isCleaning = false

    package init(crowd: Int = 1, isClockBack: Bool = false, isCleaning: Bool = false) {
        self.crowd = crowd
        self.isClockBack = isClockBack
        self.isCleaning = isCleaning
    }
}

/// After a gap, when many are due at once.
extension Rotator {
    /// When to begin a run that is late in a crowd; nil for now.
    ///
    /// Every rotation has its own place within the spread, and none is moved beyond its margin.
    func spreadWake(_ work: Work) -> Wake? {
        let now = clock.now()
        guard work.occasion.crowd >= Limits.crowd, let asked = work.rotation.decision?.at,
            now - asked > limits.clockTolerance, let margin = work.rotation.current?.margin
        else { return nil }
        let spread = min(limits.spread, margin - now)
        let seconds = Int64(Double(spread.wholeSeconds) * Jitter.fraction(of: work.name))
        return seconds > 0 ? Wake(now + .seconds(seconds), for: .spread) : nil
    }
}
