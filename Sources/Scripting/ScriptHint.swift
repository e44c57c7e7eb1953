internal import Rotation

/// Hints for errors of Lua itself, from the name that their text ends with.
enum ScriptHint {
    /// Globals of the sandbox; `scripts` may add their own.
    static let globals = [
        "assert", "collectgarbage", "error", "getmetatable", "ipairs", "math", "next", "pairs",
        "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require", "select",
        "setmetatable", "string", "table", "tonumber", "tostring", "type", "utf8", "xpcall",
    ]

    /// Names that other programs have and policies have not.
    private static let absent: [String: String] = [
        "os": "a policy has no clock and no environment; 'now' is among the facts",
        "io": "a policy has no files; a hook may use host:file",
        "coroutine": "a policy has no coroutines",
        "debug": "a policy has no debug library",
        "load": "a policy cannot load code",
        "dofile": "a policy cannot load code",
        "loadfile": "a policy cannot load code",
        "days": "write 'local runtime = require \"runtime\"' and 'runtime.days'",
        "hours": "write 'local runtime = require \"runtime\"' and 'runtime.hours'",
        "runtime": "write 'local runtime = require \"runtime\"' at the top of the file",
    ]

    /// The hint for an error text, or nil when there is nothing to say.
    static func of(_ text: String) -> String? {
        if let name = name(in: text, after: "there is no field '") {
            return Spelling.hint(for: name, in: FactsWriter.fieldNames)
        }
        if let name = name(in: text, after: "runtime.test has no function '") {
            return Spelling.hint(for: name, in: TestModule.functions)
        }
        if let name = name(in: text, after: "there is no module '") {
            return module(name)
        }
        if text.hasSuffix("was not required while the file was loaded") {
            return "require it at the top of the file"
        }
        if let name = name(in: text, after: "there is no global '") {
            return absent[name] ?? Spelling.hint(for: name, in: globals)
        }
        return nil
    }

    /// Where the module would be, or what was meant.
    private static func module(_ name: String) -> String {
        if name == TestModule.name {
            return "it is there in tests only: in files *_test.lua, run by 'runtime test'"
        }
        if let hint = Spelling.hint(for: name, in: ["runtime"]) { return hint }
        return "looked for \(ModulePath.of(name)) beside the policy; the name must stand in quotes"
    }

    private static func name(in text: String, after lead: String) -> String? {
        guard let end = text.lastIndex(of: "'"),
            let start = text.firstRange(of: lead)?.upperBound, start <= end
        else { return nil }
        return String(text[start..<end])
    }
}
