import Rotation
import Testing

@testable import RuntimeCLI
@testable import Scripting

struct LuaTextTests {
    @Test(
        "A literal means the text it was made of",
        arguments: [
            "plain", "say \"hi\"", "back\\slash", "a\nb\r\tc", "\u{0}7\u{7f}\u{1b}", "ü 決 😀",
            "]] --",
        ])
    func roundTrip(text: String) throws {
        let value = try LuaState().load(source: "return \(LuaText.quote(text))", chunkName: "t")
        #expect(value == .string(text))
        #expect(!LuaText.quote(text).contains("\n"))
    }
}
