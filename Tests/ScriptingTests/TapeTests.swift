import Rotation
import Testing

@testable import Scripting

/// Values cross in both directions unchanged, and nothing malformed harms either side.
struct TapeTests {
    static let values: [Value] = [
        .null, .bool(true), .bool(false), .int(0), .int(.min), .int(.max), .number(0.5),
        .number(-1e300), .number(2), .string(""), .string("zwölf 🎲 \u{0}"),
        .string(String(repeating: "x", count: 5_000)), .list([]), .list([.int(1), .string("b")]),
        .list([.list([.list([])])]), .map(["a": .int(1), "b": .map(["c": .bool(false)])]),
        .secret(SecretHandle(name: "PAYMENTS", version: 7)),
    ]

    @Test("A value given to a script comes back unchanged", arguments: values)
    func roundTrip(_ value: Value) throws {
        #expect(try Script.run("return x", [value]) == [value])
    }

    @Test("The writer and the reader agree on every kind", arguments: values)
    func swiftRoundTrip(_ value: Value) throws {
        var tape = TapeWriter(capacity: 0)
        tape.value(value)
        var reader = TapeReader(tape.bytes)
        #expect(try reader.value() == value)
        #expect(reader.isAtEnd)
    }

    @Test("Several results come back in order, and none as none")
    func results() throws {
        #expect(try Script.run("return 1, nil, 'c'") == [.int(1), .null, .string("c")])
        #expect(try Script.run("return") == [])
    }

    @Test("A map's nil members are absent for the script")
    func nilMember() throws {
        #expect(try Script.run("return next(x) == nil", [.map(["a": .null])]) == [.bool(true)])
    }

    @Test("A function cannot be given to a script")
    func functionsDoNotEnter() throws {
        #expect(try Script.run("return x", [.function(3)]) == [.null])
    }

    @Test("Reading past the end of any tape is an error, never a crash", arguments: values)
    func truncated(_ value: Value) {
        var tape = TapeWriter()
        tape.value(value)
        for length in 0..<min(tape.count, 200) {
            var reader = TapeReader(UnsafeRawBufferPointer(rebasing: tape.bytes[..<length]))
            #expect(throws: TapeReader.malformed) { try reader.value() }
        }
    }

    @Test("A count larger than the tape is refused before anything is allocated")
    func hugeCount() {
        let bytes: [UInt8] = [TapeTag.list.rawValue, 255, 255, 255, 255]
        bytes.withUnsafeBytes { bytes in
            var reader = TapeReader(bytes)
            #expect(throws: TapeReader.malformed) { try reader.value() }
        }
    }
}
