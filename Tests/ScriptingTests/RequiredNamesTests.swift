import Testing

@testable import Scripting

struct RequiredNamesTests {
    @Test(
        "Every literal name is found, however the call is written",
        arguments: [
            ("local a = require \"lib.times\"", ["lib.times"]), ("require'a'", ["a"]),
            ("require ( 'a' )", ["a"]), ("require(\n  \"a\")", ["a"]),
            ("return require('a').x + require('b').y + require('a').z", ["a", "b"]),
            ("rerequire 'a'", ["a"]), ("require(name)", []), ("require", []), ("require 'a", []),
            ("-- require 'a'", ["a"]), ("requ'a'", []), ("", []),
        ])
    func names(_ text: String, _ names: [String]) {
        #expect(RequiredNames.of(text) == names)
    }
}
