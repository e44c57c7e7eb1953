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
