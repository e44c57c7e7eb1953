internal import Rotation

/// Annotations for the Lua language server, as a file that is never run.
///
/// - SeeAlso: https://luals.github.io/wiki/annotations/
struct LuaStubs {
    private let reference: Reference
    private var classes: [String] = []
    private var written: Set<String> = []

    init(_ reference: Reference) {
        self.reference = reference
    }

    /// The text of `runtime.lua`.
    mutating func text() -> String {
        addClass("runtime.Error", HostFunction.errorFields)
        addClass("runtime.Policy", PolicyKeys.all)
        for hook in Hook.allCases { addClass(hook.eventClass, hook.eventFields) }
        let host = reference.host.sorted { $0.name < $1.name }
            .flatMap { function($0.signature, named: "Host:\($0.name)") }
        let module = RuntimeModule.functions
            .flatMap { function($0.signature, named: "runtime.\($0.name)") }
        let head = """
            ---@meta runtime
            -- Written by 'runtime api --stubs'; for editors, never run.
            -- luacheck: ignore

            --- Unix seconds, UTC.
            ---@alias runtime.Instant integer
            --- Such as "30d", or seconds.
            ---@alias runtime.Duration string|integer
            --- A handle that stands for a secret's value.
            ---@class runtime.Secret
            ---@alias runtime.Content string|runtime.Secret|(string|runtime.Secret)[]

            """
        let sections = [
            [head], classes, ["---@class runtime.Host", "local Host = {}", ""], host,
            ["---@class runtime", "local runtime = {}", "runtime.time = {}", ""], module,
            ["return runtime", ""],
        ]
        return sections.flatMap { $0 }.joined(separator: "\n")
    }

    private mutating func addClass(_ name: String, _ fields: [Parameter]) {
        guard name != "runtime.Host", written.insert(name).inserted else { return }
        var lines = ["---@class (exact) \(name)"]
        for field in fields {
            let mark = field.isRequired ? "" : "?"
            lines.append("---@field \(field.name)\(mark) \(type(field.type)) \(field.note)")
        }
        classes += lines + [""]
    }

    private mutating func function(_ signature: Signature, named name: String) -> [String] {
        var lines = ["--- \(signature.summary)"]
        var names = signature.parameters.map(\.name)
        switch signature.takes {
        case .ordered(let parameters):
            for parameter in parameters {
                let mark = parameter.isRequired ? "" : "?"
                lines.append(
                    "---@param \(parameter.name)\(mark) \(type(parameter.type)) \(parameter.note)")
            }
        case .table(let fields):
            let words = name.split { ".:_".contains($0) }.dropFirst()
            let options = "runtime.\(words.map(\.capitalized).joined())Options"
            addClass(options, fields)
            lines.append("---@param options \(options)")
            names = ["options"]
        }
        if let gives = signature.gives {
            let mark = name.hasPrefix("Host:") ? "?" : ""
            lines.append("---@return \(type(gives))\(mark)")
            if !mark.isEmpty { lines.append("---@return runtime.Error? problem") }
        }
        return lines + ["function \(name)(\(names.joined(separator: ", "))) end", ""]
    }

    /// The type as an annotation; classes that it names are added.
    private mutating func type(_ type: ValueType) -> String {
        switch type {
        case .any: return "any"
        case .boolean: return "boolean"
        case .integer: return "integer"
        case .number, .seconds: return "number"
        case .text: return "string"
        case .choice(let words): return words.map { "\"\($0)\"" }.joined(separator: "|")
        case .instant: return "runtime.Instant"
        case .duration: return "runtime.Duration"
        case .secret: return "runtime.Secret"
        case .content: return "runtime.Content"
        case .list(let element):
            let item = self.type(element)
            return item.contains("|") ? "(\(item))[]" : "\(item)[]"
        case .map(let element): return "table<string, \(self.type(element))>"
        case .record(let name, let fields):
            addClass(name, fields)
            return name
        case .function(let signature): return functionType(signature)
        case .either(let types):
            let names = types.map { type in
                if case .function = type { "(\(self.type(type)))" } else { self.type(type) }
            }
            return names.joined(separator: "|")
        }
    }

    private mutating func functionType(_ signature: Signature) -> String {
        guard !signature.parameters.isEmpty else { return "function" }
        let arguments = signature.parameters.map { "\($0.name): \(type($0.type))" }
        let result = signature.gives.map { ": \(type($0))?" } ?? ""
        return "fun(\(arguments.joined(separator: ", ")))\(result)"
    }
}
