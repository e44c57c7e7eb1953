internal import Rotation

/// Hints for errors of Lua itself, from what their text says.
enum ScriptHint {
    /// The hint for an error text, or nil when there is nothing to say.
    static func of(_ text: String) -> String? {
        if let name = name(in: text, after: "there is no field '") {
            return fieldElsewhere(name) ?? Spelling.hint(for: name, in: fieldNames)
        }
        if let name = name(in: text, after: "runtime.test has no function '") {
            return Spelling.hint(for: name, in: TestModule.functions)
        }
        if let name = name(in: text, after: "there is no module '") { return module(name) }
        if text.hasSuffix("was not required while the file was loaded") {
            return "require it at the top of the file"
        }
        if let name = name(in: text, after: "there is no global '") { return global(name) }
        if let name = name(in: text, after: "there is no '") { return member(name) }
        if let name = name(in: text, after: "host has no function '") {
            let known = text.components(after: "(available: ", upTo: ")", by: ", ")
            return Spelling.hint(for: name, in: known)
        }
        return ofOperation(text) ?? ofSyntax(text)
    }

    /// What to do instead, when the text says that a capability is absent; else nil.
    static func ofAbsence(in text: String) -> String? {
        if text.hasSuffix("__gc is not available in a policy") {
            return "a policy has no finalizers; write a function and call it"
        }
        if text.hasSuffix("collectgarbage knows only \"count\" here") {
            return "memory is collected by itself, within the script's limit"
        }
        if text.contains("host has no function '") {
            return of(text) ?? "'runtime api host' lists what the host can do"
        }
        let leads = ["there is no global '", "there is no '", "there is no module '"]
        for lead in leads {
            if let name = name(in: text, after: lead), let hint = Sandbox.absent[name] {
                return hint
            }
        }
        return nil
    }

    /// The names of all fields that scripts read from what the host gives them.
    private static let fieldNames: [String] = {
        let tables = [FactsWriter.fields] + Hook.allCases.map(\.eventFields)
        return Array(Set(tables.flatMap { $0 }.flatMap { [$0] + $0.type.fields }.map(\.name)))
    }()

    /// Where the field is, when it is one of something else.
    private static func fieldElsewhere(_ name: String) -> String? {
        let hooks = Hook.allCases.filter { hook in
            hook.eventFields.contains { ([$0] + $0.type.fields).contains { $0.name == name } }
        }
        if !hooks.isEmpty {
            let names = hooks.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            return "'\(name)' is in the events of \(names)"
        }
        return fieldNames.contains(name) ? "'\(name)' is one of the facts of 'schedule'" : nil
    }

    /// What to write for it, or the nearest global, or what to write for the nearest.
    private static func global(_ name: String) -> String? {
        if let advice = Sandbox.advice[name] { return advice }
        let known = (Sandbox.members["_G"] ?? []) + Sandbox.advice.keys
        guard let nearest = Spelling.nearest(to: name, in: known) else { return nil }
        let advice = Sandbox.advice[nearest].map { " \($0)" } ?? ""
        return "did you mean '\(nearest)'?\(advice)"
    }

    /// The nearest member of the same table: of a library, or of `runtime`.
    private static func member(_ name: String) -> String? {
        let table = name.split(separator: ".").first.map(String.init) ?? ""
        let known = table == "runtime" ? RuntimeModule.names : Sandbox.members[table] ?? []
        return Spelling.hint(
            for: name, in: table == "runtime" ? known : known.map { "\(table).\($0)" })
    }

    private static let mayBeNil = FactsWriter.fields.filter { !$0.isRequired }.map(\.name)

    private static func ofOperation(_ text: String) -> String? {
        if text.contains("attempt to compare"), text.contains("string"), text.contains("number") {
            return "text such as \"21d\" is for the keys of a policy; in a function write "
                + "runtime.days(21)"
        }
        if let name = mayBeNil.first(where: { text.hasSuffix("a nil value (field '\($0)')") }) {
            return "'\(name)' may be nil; test it first"
        }
        if text.contains("attempt to compare"), text.contains("nil") {
            return "one side is nil; of the facts these may be: \(mayBeNil.joined(separator: ", "))"
        }
        return nil
    }

    private static func ofSyntax(_ text: String) -> String? {
        if text.contains("'}' expected") {
            return "is a comma missing between two keys, or the closing brace?"
        }
        if text.contains("unexpected symbol near ','") {
            return "something before it may not be finished, such as an 'if' without its 'end'"
        }
        if text.contains("'end' expected") {
            return "every function, if, for and while has its own 'end'"
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
        guard let start = text.firstRange(of: lead)?.upperBound,
            let end = text[start...].firstIndex(of: "'")
        else { return nil }
        return String(text[start..<end])
    }
}

extension String {
    /// The pieces between two marks; none when the first is not there.
    fileprivate func components(after lead: String, upTo end: Character, by comma: String)
        -> [String]
    {
        guard let start = firstRange(of: lead)?.upperBound else { return [] }
        return self[start...].prefix { $0 != end }.split(separator: comma).map(String.init)
    }
}

extension ValueType {
    /// The fields of a record and of the records in it.
    var fields: [Parameter] {
        guard case .record(_, let fields) = self else { return [] }
        return fields.flatMap { [$0] + $0.type.fields }
    }
}
