import Hooks
import Rotation
import Testing

struct GrantsTests {
    private func problem(_ needs: Needs) -> String? {
        Grants(root: "/", byPolicy: ["p": needs]).worldProblem
    }

    @Test("An entry that can never match is named")
    func problems() {
        #expect(problem(Needs(http: ["POST https://h/x"], files: ["a", "b/"])) == nil)
        #expect(problem(Needs(http: ["https://h/x"]))?.contains("https://h/x") == true)
        #expect(problem(Needs(files: ["../x"]))?.contains("../x") == true)
    }

    @Test("Grants made of nothing grant nothing, and have no root to write below")
    func empty() {
        var calls = Calls(files: ["a"])
        calls.granted = Needs()
        calls.root = ""
        #expect(calls.call("file", .map(["path": "a", "text": "t"])).denied != nil)
        calls.granted = Needs(files: ["a"])
        #expect(calls.call("file", .map(["path": "a", "text": "t"])).failureCode == "file")
    }
}
