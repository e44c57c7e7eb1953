import Rotation

/// A bug that is put into a simulation on purpose, to see that it is found.
enum Plant: String, CaseIterable {
    /// Retires the current secret as soon as the next one is kept.
    case retireBeforeDeliver = "retire-before-deliver"
    /// Forgets an intent whose answer was lost.
    case forgetUnresolved = "forget-unresolved"

    /// Spoils what is about to be written.
    func spoil(_ change: inout Change, now: Instant) {
        for index in change.rotation.credentials.indices {
            switch (self, change.rotation.credentials[index].state) {
            case (.retireBeforeDeliver, .current) where isUnderWay(change.rotation):
                change.rotation.credentials[index].state = .retiring
                change.rotation.credentials[index].wake = Wake(now, for: .now)
            case (.forgetUnresolved, .unresolved):
                change.rotation.credentials[index].state = .gone
            default: break
            }
        }
    }

    private func isUnderWay(_ rotation: Rotation) -> Bool {
        rotation.candidate?.state == .sealed || rotation.candidate?.state == .proven
    }
}
