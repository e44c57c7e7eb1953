import Rotation
import Testing

@testable import Scripting

/// The description against what really arrives in a script.
struct ReferenceTests {
    private let reference = Reference(host: [.example], configuration: [])

    /// The sorted names of a table's members, those of inner tables with dots.
    private func names(_ expression: String) throws -> [String] {
        let body = """
            local found = {}
            local function add(t, path)
              for name, member in pairs(t) do
                found[#found + 1] = path .. name
                if type(member) == 'table' and member ~= _G and path == '' then
                  add(member, name .. '.')
                end
              end
            end
            add(\(expression), '')
            table.sort(found)
            return found
            """
        guard case .list(let found)? = try Script.run(body).first else { return [] }
        return found.compactMap(\.text)
    }

    @Test("The functions of `runtime` are those described")
    func runtime() throws {
        let described = RuntimeModule.functions.map(\.name) + ["time"]
        #expect(try names("require 'runtime'") == described.sorted())
    }

    @Test("The globals and the libraries' members are those described")
    func globals() throws {
        let described = Sandbox.members.flatMap { library, members in
            library == "_G" ? members : members.map { "\(library).\($0)" }
        }
        #expect(try names("_G") == described.sorted())
        for name in Sandbox.absent.keys { #expect(!described.contains(name)) }
    }

    @Test("Every described key of a policy is read: a value of another type is refused by its name")
    func policyKeys() throws {
        for key in PolicyKeys.all {
            let wrong = key.type.accepts(.bool(true)) ? "'x'" : "true"
            let error = PolicyText.error("\(key.name) = \(wrong)", without: [key.name])
            #expect(error?.description.contains("'\(key.name)'") == true, "\(key.name)")
        }
        let tables = [
            "secrets": PolicyKeys.secrets, "needs": PolicyKeys.needs,
            "application": PolicyKeys.application,
        ]
        for (table, keys) in tables {
            for key in keys {
                let others = key.name == "client_id" && table == "secrets"
                let error = PolicyText.error(
                    "\(table) = { \(others ? "client_secret = 'S'," : "") \(key.name) = true }",
                    without: [table])
                let path = "'\(table).\(key.name)' must be"
                #expect(error?.description.contains(path) == true, "\(path)")
            }
        }
    }

    @Test("Every hook that is described can be written")
    func hooks() throws {
        let hooks = HookKeys.all.map { "\($0.name) = function() end" }.joined(separator: ", ")
        let policy = try PolicyText.policy("hooks = { \(hooks) }")
        #expect(policy.declaration.hooks.count == HookKeys.all.count)
    }

    @Test("Facts have the described fields, with values of their types")
    func facts() throws {
        for field in Reference.Entry.fields(FactsWriter.fields) {
            guard case .field(let type, _) = field.content else { continue }
            let body = "return { action = 'wait', reason = type(facts.\(field.name)) }"
            #expect(try PolicyText.decide(body)?.reason == type.luaName, "\(field.name)")
        }
        let count = "local n = 0 for _ in pairs(facts) do n = n + 1 end return "
        let decision = try PolicyText.decide("\(count){ action = 'wait', at = n }")
        #expect(decision?.at == Instant(Int64(FactsWriter.fields.count)))
    }

    @Test("A decision may have the described fields and no others")
    func decision() throws {
        let values = [
            "action": "'rotate'", "at": "1", "within": "'window'", "reason": "'r'",
        ]
        for field in DecisionReader.fields {
            let value = try #require(values[field.name])
            _ = try PolicyText.decide("return { action = 'rotate', \(field.name) = \(value) }")
            #expect(throws: PolicyError.self) {
                try PolicyText.decide("return { action = 'rotate', \(field.name) = {} }")
            }
        }
    }

    @Test(
        "A topic is a section, an entry of one, or an entry's own name",
        arguments: [
            ("facts", ["facts"]), ("host.probe", ["host"]), ("host:probe", ["host"]),
            ("schedule", ["policy"]), ("policy.secrets", ["policy"]), ("runtime.days", ["runtime"]),
            ("runtime.time", ["runtime"]), ("application", ["policy", "facts", "event"]),
            ("schedul", []),
        ])
    func topics(_ topic: String, _ sections: [String]) {
        #expect(reference.find(topic).map(\.name) == sections)
    }

    @Test("No line of the reference is longer than 100 columns")
    func width() {
        let lines = reference.sections.flatMap(\.lines)
        #expect(lines.count > 100)
        #expect(lines.allSatisfy { $0.count <= 100 })
    }
}

extension HostVerb {
    /// One that nobody carries out.
    static let example = HostVerb(
        "probe", .writes,
        Signature(
            "Probes.", .table([Parameter("depth", .integer, isRequired: true, "in metres")]),
            gives: .record("runtime.Probe", [Parameter("found", .boolean, "something")])))
}

extension ValueType {
    /// What `type` says of a value.
    fileprivate var luaName: String {
        switch self {
        case .text, .choice: "string"
        case .list, .record: "table"
        default: "number"
        }
    }
}
