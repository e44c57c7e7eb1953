import Testing

@testable import Emulator

struct JSONParsingTests {
    @Test(
        "A text that was written reads back as the same value",
        arguments: [
            [:], [], nil, true, -12, "a\"b\\\n\u{1F600}", .decimal("1.5"),
            ["a": "", "b": ["c": [1, 2, ["d": nil]]]],
        ] as [JSON])
    func roundTrip(_ value: JSON) throws {
        #expect(try JSON(parsing: value.bytes) == value)
    }

    @Test("Escapes are undone, surrogate pairs joined, blanks skipped")
    func escapes() throws {
        let text = #" { "a" : "\u00e9\ud83d\ude00\/\t" } "#

        #expect(try JSON(parsing: Array(text.utf8)) == ["a": "é\u{1F600}/\t"])
    }

    @Test(
        "What is not JSON is refused and never traps",
        arguments: [
            "", " ", "{", "[1,", "{\"a\"}", "{\"a\":}", "{a:1}", "[1]x", "\"\\u12\"",
            "\"\\ud800x\"",
            "\"a\nb\"", "tru", "-", "1.", ".5", "+1", "01", "-01", "1.e5", "1e", "1e+", "\"\\",
            "nul",
        ])
    func malformed(_ text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: Array(text.utf8)) }
    }

    @Test("Values nested without end are refused before the stack is used up")
    func deep() {
        let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)

        #expect(throws: JSONSyntaxError()) { try JSON(parsing: bytes) }
    }

    @Test("Text that is no UTF-8 is refused")
    func notUTF8() {
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
    }
}
