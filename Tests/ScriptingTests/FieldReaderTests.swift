import Rotation
import Testing

@testable import Scripting

/// Typed access to tables, with errors that name the field.
struct FieldReaderTests {
    let value = Value.map([
        "text": .string("t"), "flag": .bool(true), "count": .int(3), "list": .list([.string("a")]),
        "wait": .string("2h"), "inner": .map(["deep": .int(1)]),
    ])

    @Test("Fields are read by their type, absent ones as nil")
    func read() throws {
        let fields = try FieldReader(value, in: "config.lua")
        #expect(try fields.text("text") == "t")
        #expect(try fields.bool("flag") == true)
        #expect(try fields.integer("count", in: 1...5) == 3)
        #expect(try fields.texts("list") == ["a"])
        #expect(try fields.duration("wait") == .hours(2))
        #expect(try fields.table("inner")?.integer("deep", in: 0...1) == 1)
        #expect(try fields.text("absent") == nil)
        #expect(fields.has("text") && !fields.has("absent"))
        #expect(fields.names == ["count", "flag", "inner", "list", "text", "wait"])
    }

    @Test("Errors begin with the file and name the whole path")
    func errors() throws {
        let inner = try #require(try FieldReader(value, in: "config.lua").table("inner"))
        #expect(
            throws: PolicyError.invalid(
                message: "config.lua: 'inner.deep' must be text, not an integer", hint: nil)
        ) {
            try inner.text("deep")
        }
        #expect(
            throws: PolicyError.invalid(
                message: "config.lua: unknown key 'inner.deep'", hint: "did you mean 'depp'?")
        ) {
            try inner.allow(["depp"])
        }
    }
}
