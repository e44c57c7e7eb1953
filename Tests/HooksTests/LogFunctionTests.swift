import Hooks
import Rotation
import TestSupport
import Testing

struct LogFunctionTests {
    @Test("A message is logged at its level with its caller's name, on one line")
    func message() {
        let calls = Calls()
        #expect(calls.call("log", "warn", "disk\nfull").value == true)
        #expect(calls.log.lines == ["warning disk full caller=payments-api"])
    }

    @Test("Another level or another kind of message is misuse")
    func misuse() {
        let calls = Calls()
        #expect(calls.call("log", "loud", "x").misuse?.contains("\"warn\"") == true)
        #expect(calls.call("log", "info").misuse != nil)
        #expect(calls.call("log", "info", 1).misuse?.contains("got integer") == true)
        #expect(calls.log.lines.isEmpty)
    }
}
