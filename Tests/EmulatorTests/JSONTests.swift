import Testing

@testable import Emulator

struct JSONTests {
    @Test("Members keep their order and nothing is written between them")
    func order() {
        let json: JSON = ["b": 1, "a": [true, nil, "x"], "c": [:]]

        let text = String(decoding: json.bytes, as: UTF8.self)
        #expect(text == #"{"b":1,"a":[true,null,"x"],"c":{}}"#)
    }

    @Test("Quotes, backslashes and control characters are escaped, other text is not")
    func escapes() {
        let json = JSON.string("\"\\\n\r\t\u{1}/é")

        #expect(String(decoding: json.bytes, as: UTF8.self) == #""\"\\\n\r\t\u0001/é""#)
    }
}
