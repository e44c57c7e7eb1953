import Rotation
import Testing

struct ValueTextTests {
    @Test("Every kind of value is read back as it was written")
    func roundTrip() {
        let value = Value.list([
            .null, .bool(true), .bool(false), .int(0), .int(1), .int(.max),
            .int(-9_007_199_254_740_993),
            .number(0.5), .number(3), .string("a \"b\" \\ \n \u{1} ü 🙂"), .list([]),
            .map(["b": .int(1), "a": .list([.string("")])]),
            .secret(SecretHandle(name: "A", version: 7)),
        ])
        #expect(ValueText.decode(ValueText.encode(value)) == value)
    }

    @Test("Members are written in order of their names")
    func canonical() {
        let value = Value.map(["b": .int(1), "a": .int(2), "c": .null])
        #expect(ValueText.encode(value) == #"{"a":2,"b":1,"c":null}"#)
    }

    @Test("Text that is no JSON gives nil")
    func refused() {
        #expect(ValueText.decode("{") == nil)
        #expect(ValueText.decodeList("{}") == nil)
        let wrong = [
            "", " ", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "-", "1.", ".5", "1e",
            "+1",
            "tru", "nul", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
            "\"\\udc00\"",
            "\"a\nb\"", "1 2", "[1]]", "NaN", "1e999",
        ]
        #expect(wrong.filter { ValueText.decode($0) != nil } == [])
        let deep = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(ValueText.decode(deep) != nil)
        #expect(ValueText.decode("[\(deep)]") == nil)
    }

    @Test("Whatever others write as JSON is read, as RFC 8259 has it")
    func foreign() {
        let text = """
             { "a" : [ 1 , -0.5e+2,0, 1E2, 9223372036854775808 , true,false, null ],\t"b":{ } ,
              "c\\u00fc": "\\ud83d\\ude42 \\"\\\\\\/\\b\\f\\n\\r\\t ü" , "a2": [ ] }\r\n
            """
        let expected = Value.map([
            "a": .list([
                .int(1), .number(-50), .int(0), .number(100), .number(9_223_372_036_854_775_808),
                .bool(true), .bool(false), .null,
            ]),
            "b": .map([:]), "cü": .string("🙂 \"\\/\u{8}\u{c}\n\r\t ü"), "a2": .list([]),
        ])
        #expect(ValueText.decode(text, isForeign: true) == expected)
        #expect(ValueText.decode("\"x\"") == .string("x"))
    }

    @Test("A table that looks like a handle stays a table, here and in what others wrote")
    func forgedHandles() {
        let forged = Value.map(["$secret": .string("S"), "$version": .int(1), "$$x": .null])
        #expect(ValueText.decode(ValueText.encode(forged)) == forged)
        let text = ##"{"$secret":"S","$version":1}"##
        #expect(
            ValueText.decode(text, isForeign: true)
                == .map(["$secret": .string("S"), "$version": .int(1)]))
        let handle = Value.secret(SecretHandle(name: "S", version: 1))
        #expect(ValueText.decode(ValueText.encode(handle)) == handle)
    }
}
