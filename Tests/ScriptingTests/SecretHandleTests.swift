import Rotation
import Testing

@testable import Scripting

/// A handle names a secret; a script learns its name and version and nothing else.
struct SecretHandleTests {
    let handle = Value.secret(SecretHandle(name: "PAYMENTS_CLIENT_SECRET", version: 7))

    @Test("A handle prints as its name and version")
    func text() throws {
        #expect(
            try Script.run("return tostring(x), ('%s'):format(x)", [handle])
                == Array(repeating: .string("<secret PAYMENTS_CLIENT_SECRET v7>"), count: 2))
    }

    @Test(
        "A handle cannot become part of a string",
        arguments: [
            "return 'a' .. x", "return x .. 'a'", "return x .. 1", "return x .. x",
        ])
    func concatenation(_ body: String) {
        #expect(
            Script.error(body, [handle])?.description.hasSuffix(
                "a secret cannot be part of a string; pass it in a list") == true)
    }

    @Test(
        "A handle has no fields, no length, no order and no metatable",
        arguments: [
            "return x.value", "return x[1]", "x.value = 1", "return #x", "return x + 1",
            "return x()",
            "return x < x", "return ('x'):rep(x)", "for k in pairs(x) do end",
            "return table.concat({x})",
            "return next(x)", "return rawlen(x)", "return setmetatable(x, {})",
            "return ipairs(x)(x, 0)",
        ])
    func opaque(_ body: String) {
        #expect(Script.error(body, [handle]) != nil)
    }

    @Test("The metatable of a handle is locked")
    func metatable() throws {
        #expect(try Script.run("return getmetatable(x)", [handle]) == [.bool(false)])
    }

    @Test("Handles are equal when they stand for the same version")
    func equality() throws {
        let other = Value.secret(SecretHandle(name: "PAYMENTS_CLIENT_SECRET", version: 8))
        let list = Value.list([handle, handle, other])
        #expect(
            try Script.run("return x[1] == x[2], x[1] == x[3]", [list])
                == [.bool(true), .bool(false)])
    }

    @Test("A handle reaches the host as a handle, alone and in a list")
    func toHost() throws {
        let host = FakeHost()
        _ = try Script.run("host:file{text = {'A=', x, '\\n'}, one = x}", [handle], host: host)
        let text = Value.list([.string("A="), handle, .string("\n")])
        #expect(host.calls.first?.arguments == [.map(["text": text, "one": handle])])
    }
}
