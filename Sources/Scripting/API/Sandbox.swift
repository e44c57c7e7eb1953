/// The globals of a script: what is there, and what is not and why.
enum Sandbox {
    /// Functions and tables by the library that holds them; `_G` holds the globals themselves.
    static let members: [String: [String]] = [
        "_G": [
            "_G", "_VERSION", "assert", "collectgarbage", "error", "getmetatable", "ipairs",
            "math", "next", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset",
            "require", "select", "setmetatable", "string", "table", "tonumber", "tostring",
            "type", "utf8", "xpcall",
        ],
        "math": [
            "abs", "acos", "asin", "atan", "atan2", "ceil", "cos", "cosh", "deg", "exp", "floor",
            "fmod", "frexp", "huge", "ldexp", "log", "log10", "max", "maxinteger", "min",
            "mininteger", "modf", "pi", "pow", "rad", "sin", "sinh", "sqrt", "tan", "tanh",
            "tointeger", "type", "ult",
        ],
        "string": [
            "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack",
            "packsize", "rep", "reverse", "sub", "unpack", "upper",
        ],
        "table": ["concat", "insert", "move", "pack", "remove", "sort", "unpack"],
        "utf8": ["char", "charpattern", "codepoint", "codes", "len", "offset"],
    ]

    /// The libraries, and the globals that are no libraries.
    static let libraries = members.keys.filter { $0 != "_G" }.sorted()
    static let globals = (members["_G"] ?? []).filter { members[$0] == nil && $0 != "_G" }

    /// What a global does differently from stock Lua.
    static let notes = [
        "collectgarbage": "knows \"count\" only",
        "print": "keeps the text for 'runtime check' and for the log at level debug",
        "require": "\"runtime\"",
        "setmetatable": "refuses __gc",
    ]

    /// Capabilities that stock Lua has and scripts have not, and what to do instead.
    static let absent = [
        "os": "a policy has no clock and no environment; 'now' is among the facts",
        "io": "a policy has no files; a hook may use host:file",
        "coroutine": "a policy has no coroutines",
        "debug": "a policy has no debug library",
        "package": "a policy has no package library",
        "load": "a policy cannot load code",
        "loadstring": "a policy cannot load code",
        "loadfile": "a policy cannot load code",
        "dofile": "a policy cannot load code",
        "warn": "use print, runtime.log or host:log",
        "string.dump": "a policy has no bytecode",
        "math.random": "a policy is deterministic; facts.jitter is different for each name",
        "math.randomseed": "a policy is deterministic; facts.jitter is different for each name",
    ]

    /// Names of older Luas and forgotten locals, and what to write.
    static let advice = [
        "runtime": "write 'local runtime = require \"runtime\"' at the top of the file",
        "weeks": local("weeks"), "days": local("days"), "hours": local("hours"),
        "minutes": local("minutes"),
        "host": "only hooks get a host, as their second argument",
        "facts": "'facts' is the argument of 'schedule'; pass it on to other functions",
        "event": "'event' is the argument of a hook; pass it on to other functions",
        "unpack": "write table.unpack",
        "null": "write nil",
        "None": "write nil",
        "True": "write true",
        "False": "write false",
    ]

    private static func local(_ name: String) -> String {
        "write 'local runtime = require \"runtime\"' and 'runtime.\(name)'"
    }
}
