import HTTP
import Hooks
import Rotation
import TestSupport
import Testing

struct WorldFunctionsTests {
    @Test("The world is reached by four verbs, of which only log changes nothing")
    func names() {
        let functions = WorldFunctions.all(
            http: HTTPClient(), grants: Grants(root: "/"), log: CapturedLog().logger)
        #expect(functions.map(\.name) == ["http", "file", "command", "log"])
        #expect(functions.map(\.effect) == [.writes, .writes, .writes, .reads])
        #expect(functions.map(\.verb) == WorldFunctions.verbs)
    }
}
