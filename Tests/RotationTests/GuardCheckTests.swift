import TestSupport
import Testing

@testable import Rotation

/// The guard's checks by themselves; GuardTests shows that a run keeps to each.
struct GuardCheckTests {
    private let now = Instant(1_768_000_000)

    private func application(marker: String, endsAt: Instant?) -> Application {
        var application = Application.example
        application.credentials = [
            RemoteCredential(keyID: "k", displayName: marker, endsAt: endsAt)
        ]
        return application
    }

    @Test("A marker of another home on what has ended, and one of this home, stand in no way")
    func markers() {
        let marker = "runtime 12345678 01ARZ3NDEKTSV4RRFFQ69G5FAV"
        let live = application(marker: marker, endsAt: now + .seconds(1))
        let ended = application(marker: marker, endsAt: now)
        #expect(GuardCheck.otherHome(on: live, besides: "87654321-aaaa", at: now) != nil)
        #expect(GuardCheck.otherHome(on: live, besides: "", at: now) != nil)
        #expect(GuardCheck.otherHome(on: ended, besides: "87654321-aaaa", at: now) == nil)
        #expect(GuardCheck.otherHome(on: live, besides: "12345678-aaaa", at: now) == nil)
    }

    @Test("A slot is free below the cap, and made of the displaced secret once its grace is over")
    func slot() {
        var application = application(marker: "x", endsAt: nil)
        application.signInAudience = "PersonalMicrosoftAccount"
        let limits = Limits()
        #expect(Slot(on: application, among: [], at: now, limits) == .free)
        application.credentials.append(RemoteCredential(keyID: "p"))
        var spare = Credential(
            id: "i", run: "r", marker: Marker(home: "87654321", intent: "i"), keyID: "p",
            state: .previous, intendedAt: now, endsAt: now + .days(9))
        spare.displacedAt = now - .minutes(10)
        #expect(
            Slot(on: application, among: [spare], at: now, limits)
                == .displaced(id: "i", from: now + .minutes(50)))
        spare.state = .retiring
        spare.wake = Wake(now + .seconds(30), for: .gone)
        #expect(
            Slot(on: application, among: [spare], at: now, limits)
                == .leaving(Wake(now + .seconds(30), for: .gone)))
    }
}
