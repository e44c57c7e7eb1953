import Rotation
import Testing

@testable import Scripting

/// The library functions that are ours, or that are paid for.
struct LibraryTests {
    @Test(
        "Patterns give Lua's results",
        arguments: [
            (
                "('key = value'):match('^(%w+)%s*=%s*(%w+)$')",
                [Value.string("key"), .string("value")]
            ),
            ("('hello'):find('l+')", [.int(3), .int(4)]),
            ("('a.b'):find('.', 1, true)", [.int(2), .int(2)]),
            ("('x'):find('y')", [.null]),
            ("('abc'):gsub('%w', '%0%0')", [.string("aabbcc"), .int(3)]),
            ("('abc'):gsub('%w', {a = 1, b = false})", [.string("1bc"), .int(3)]),
            ("('f(a(b))'):match('%b()')", [.string("(a(b))")]),
            ("('THE (quick) fox'):find('%f[%a]%a+%f[%A]', 5)", [.int(6), .int(10)]),
            ("('ab'):match('()b()')", [.int(2), .int(3)]),
            ("('a,b'):gmatch('[^,]+', 2)()", [.string("b")]),
        ])
    func patterns(_ expression: String, _ values: [Value]) throws {
        #expect(try Script.run("return \(expression)") == values)
    }

    @Test("A gmatch that raised can be called again")
    func iteratorAfterError() throws {
        let body = "local f = ('a'):rep(300):gmatch(('a?'):rep(300)) pcall(f) return pcall(f)"
        #expect(try Script.run(body) == [.bool(false), .string("pattern too complex")])
    }

    @Test(
        "What a library function touches is paid for, however few instructions call it",
        arguments: [
            "return (('a'):rep(9000)):find(('.-'):rep(9) .. 'b')",
            "return (('a'):rep(9000)):gsub(('a*'):rep(30) .. 'b', '')",
            "for i = 1, 300 do table.concat(x, ', ') end",
            "for i = 1, 300 do table.insert(x, 1, 1) end",
            "for i = 1, 300 do table.unpack(x) end",
            "table.move({}, 1, math.maxinteger - 1, 2)",
            "for i = 1, 300 do table.sort(x) end",
            "local s = ('é'):rep(20000) for i = 1, 2000 do utf8.len(s) end",
            "local s = ('x'):rep(20000) for i = 1, 2000 do s:upper() end",
            "for i = 1, 2000 do string.format('%s', ('x'):rep(20000)) end",
        ])
    func paid(_ body: String) {
        let list = Value.list((0..<5_000).map { .int($0) })
        guard case .limit(.fuel, _)? = Script.error(body, [list]) else {
            Issue.record("no fuel verdict")
            return
        }
    }

    @Test(
        "The functions of table refuse a table that pretends",
        arguments: ["__index", "__newindex", "__len"])
    func pretence(_ name: String) {
        for function in ["insert(t, 1)", "remove(t)", "concat(t)", "unpack(t)", "sort(t)"] {
            let body = "local t = setmetatable({}, {\(name) = function() end}) table.\(function)"
            #expect(
                Script.error(body)?.description.contains(
                    "plain table expected, got one with \(name)") == true)
        }
    }

    @Test("Sorting is stable, and the list stays whole when the comparison raises")
    func sorting() throws {
        let stable = """
            local t = {} for i = 1, 100 do t[i] = {i % 3, i} end
            table.sort(t, function(a, b) return a[1] < b[1] end)
            for i = 2, 100 do
              if t[i - 1][1] == t[i][1] and t[i - 1][2] > t[i][2] then return false end
            end
            return true
            """
        #expect(try Script.run(stable) == [.bool(true)])
        let whole = "local t = {3, 1, 2} pcall(table.sort, t, error) return table.concat(t)"
        #expect(try Script.run(whole) == [.string("312")])
        #expect(
            try Script.run("table.sort(x) return x", [.list([.int(2), .int(1)])])
                == [.list([.int(1), .int(2)])])
    }

    @Test("sorted_pairs goes through numbers, then strings, then booleans, each in order")
    func sortedPairs() throws {
        let body = """
            local found = {}
            local t = {b = 1, a = 2, [10] = 3, [1.5] = 4, [true] = 5, [false] = 6}
            for key, value in require("runtime").sorted_pairs(t) do
              found[#found + 1] = tostring(key) .. "=" .. value
            end
            return table.concat(found, " ")
            """
        #expect(try Script.run(body) == [.string("1.5=4 10=3 a=2 b=1 false=6 true=5")])
        #expect(
            Script.error("require('runtime').sorted_pairs({[{}] = 1})")?.description
                .hasSuffix("sorted_pairs cannot order a key that is a table") == true)
    }

    @Test(
        "No text shows an address",
        arguments: [
            ("tostring({})", "table"), ("tostring(print)", "function"),
            ("string.format('%s|%8s', {}, print)", "table|function"),
            ("tostring(setmetatable({}, {__name = 'Facts'}))", "Facts"),
            ("select(2, pcall(string.format, '%p', {}))", "invalid conversion '%p' to 'format'"),
        ])
    func addresses(_ expression: String, _ text: String) throws {
        #expect(try Script.run("return (\(expression))") == [.string(text)])
    }
}
