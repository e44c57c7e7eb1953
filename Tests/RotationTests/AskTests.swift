import Testing

@testable import Rotation

struct AskTests {
    @Test("A hook that only acts says yes by returning nothing")
    func actors() {
        for hook in [Hook.beforeRotate, .rotated, .retired, .failed] {
            #expect(Answer([], of: hook) == .yes)
            #expect(Answer([.null], of: hook) == .yes)
            #expect(Answer([.bool(true)], of: hook) == .yes)
        }
    }

    @Test("verify and retire must say yes")
    func judges() {
        for hook in [Hook.verify, .retire] {
            #expect(Answer([.bool(true)], of: hook) == .yes)
            #expect(Answer([], of: hook) != .yes)
            #expect(Answer([.null], of: hook) == .no(reason: nil))
            #expect(Answer([.bool(false)], of: hook) == .no(reason: nil))
        }
    }

    @Test("A no carries its reason, as text or as an error")
    func reasons() {
        #expect(Answer([.null, .string("freeze")], of: .beforeRotate) == .no(reason: "freeze"))
        #expect(
            Answer([.null, .map(["message": .string("502")])], of: .rotated)
                == .no(reason: "502"))
    }
}
