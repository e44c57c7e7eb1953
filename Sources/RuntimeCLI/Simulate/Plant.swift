import Rotation

/// A bug that is put into a simulation on purpose, to see that it is found.
enum Plant: String, CaseIterable {
    /// Retires the current secret as soon as the next one is kept.
    case retireBeforeDeliver = "retire-before-deliver"
    /// Retires a displaced secret as soon as it is displaced.
    case retireAtOnce = "retire-at-once"
    /// Forgets an intent whose answer was lost.
    case forgetUnresolved = "forget-unresolved"
    /// Promotes what has not signed in yet.
    case promoteUnproven = "promote-unproven"
    /// Intends a second secret while one is in the making.
    case intendTwice = "intend-twice"
    /// Puts every run off for years.
    case neverRotate = "never-rotate"

    /// Spoils what is about to be written.
    func spoil(_ change: inout Change, now: Instant) {
        for index in change.rotation.credentials.indices {
            switch (self, change.rotation.credentials[index].state) {
            case (.retireBeforeDeliver, .current) where isUnderWay(change.rotation):
                change.rotation.credentials[index].state = .retiring
                change.rotation.credentials[index].wake = Wake(now, for: .now)
            case (.retireAtOnce, .previous):
                change.rotation.credentials[index].wake = Wake(now, for: .now)
            case (.forgetUnresolved, .unresolved):
                change.rotation.credentials[index].state = .gone
            case (.promoteUnproven, .sealed) where change.rotation.run?.step == .prove:
                change.rotation.credentials[index].state = .proven
                change.rotation.run?.step = .promote
                change.rotation.run?.proof.acceptedAt = now
            case (.intendTwice, .sealed):
                change.rotation.credentials.append(change.rotation.credentials[index])
            case (.neverRotate, .current) where change.rotation.run == nil:
                change.rotation.decision = Wake(now + .days(1_000), for: .schedule)
            default: break
            }
        }
    }

    private func isUnderWay(_ rotation: Rotation) -> Bool {
        rotation.candidate?.state == .sealed || rotation.candidate?.state == .proven
    }
}
