package import Rotation

/// Reads what makes a policy a fleet's: `applications`, and the functions that name its members.
enum FleetReader {
    /// The rule with the functions behind it, or nil for a policy of one application.
    static func read(
        _ fields: FieldReader, label: String
    ) throws(PolicyError) -> (rule: FleetRule, functions: FleetFunctions)? {
        guard let value = fields.value("applications") else {
            try refuseFunctions(fields)
            return nil
        }
        guard !fields.has("application") else {
            throw fields.error(
                "a policy has 'application' or 'applications', not both",
                "'applications' makes it a fleet's")
        }
        guard case .function(let name)? = fields.value("name") else {
            throw fields.error(
                "the 'name' of a fleet must be a function of the application",
                "write name = function(app) return \"svc-\" .. app.client_id:sub(1, 8) end")
        }
        var selects: Int?
        if case .function(let number) = value { selects = number }
        let rule = FleetRule(
            selector: selects == nil ? try selector(fields) : .function, label: label,
            canary: try fields.integer("canary", in: 0...1_000) ?? 0)
        let functions = FleetFunctions(
            selects: selects, name: name, secrets: try secrets(fields))
        return (rule, functions)
    }

    private static func refuseFunctions(_ fields: FieldReader) throws(PolicyError) {
        for key in ["name", "secrets"] {
            guard case .function? = fields.value(key) else { continue }
            throw fields.error(
                "'\(key)' as a function goes with 'applications', which makes it a fleet's")
        }
        if fields.has("canary") {
            throw fields.error("'canary' goes with 'applications', which makes it a fleet's")
        }
    }

    private static func selector(_ fields: FieldReader) throws(PolicyError) -> FleetRule.Selector {
        let hint =
            "write { tag = \"rotate:payments\" }, { display_name = \"svc-*\" } or "
            + "function(app) return … end"
        guard let table = try fields.table("applications") else {
            throw fields.missing("applications", hint: hint)
        }
        try table.allow(PolicyKeys.applications)
        switch (try text("tag", table), try text("display_name", table)) {
        case (let tag?, nil): return .tag(tag)
        case (nil, let pattern?): return .displayName(pattern)
        default: throw fields.error("'applications' must name a tag or a display name", hint)
        }
    }

    private static func text(
        _ name: String, _ table: FieldReader
    ) throws(PolicyError) -> String? {
        guard let text = try table.text(name) else { return nil }
        guard !text.isEmpty else { throw table.error("'\(table.path)\(name)' is empty") }
        return text
    }

    private static func secrets(
        _ fields: FieldReader
    ) throws(PolicyError) -> FleetFunctions.Secrets {
        guard let value = fields.value("secrets") else { return .made }
        if case .function(let number) = value { return .function(number) }
        guard let table = try fields.table("secrets") else { return .made }
        try table.allow(PolicyKeys.secrets)
        var parts: [String: Int] = [:]
        for key in table.names {
            guard case .function(let number)? = table.value(key) else {
                throw fields.error(
                    "'secrets.\(key)' of a fleet must be a function of the application",
                    "a fixed name would be every member's")
            }
            parts[key] = number
        }
        return .parts(parts)
    }
}

/// The functions of a fleet's policy, by their numbers.
struct FleetFunctions {
    /// Whether an application belongs to it.
    var selects: Int?
    /// The rotation's name.
    var name: Int
    var secrets: Secrets

    /// How the names of secrets are found.
    enum Secrets {
        /// They are made of the rotation's name.
        case made
        /// A function gives the table.
        case function(Int)
        /// A function for each key of the table.
        case parts([String: Int])
    }
}

extension LuaPolicy {
    package func member(_ application: Application) throws(PolicyError) -> FleetMember? {
        guard let rule = declaration.fleet else { return nil }
        if rule.selector.selects(application) == false { return nil }
        let loaded = try script.callable()
        guard let functions = loaded.functions[index].fleet else { return nil }
        let call = { (function: Int, name: String) throws(PolicyError) -> Value in
            let results = try loaded.state.call(
                function, named: name, arguments: [application.asValue])
            return results.first ?? .null
        }
        defer { script.tellPrinted() }
        if let selects = functions.selects, try !call(selects, "applications").isTruthy {
            return nil
        }
        var fields = ["name": try call(functions.name, "name")]
        switch functions.secrets {
        case .made: break
        case .function(let number): fields["secrets"] = try call(number, "secrets")
        case .parts(let parts):
            var names: [String: Value] = [:]
            for (key, number) in parts.sorted(by: { $0.key < $1.key }) {
                names[key] = try call(number, "secrets.\(key)")
            }
            fields["secrets"] = .map(names)
        }
        let reader = try FieldReader(.map(fields.filter { $0.value != .null }), in: script.path)
        let name = try NameReader.slug(reader)
        return FleetMember(name: name, secrets: try SecretNamesReader.read(reader, slug: name))
    }
}

extension FleetRule {
    /// Applications that it may select, for trying its functions.
    var examples: [Application] {
        let names: [String]
        if case .displayName(let pattern) = selector {
            names = ["example", "second"].map { pattern.replacing("*", with: $0) }
        } else {
            names = ["svc-example", "svc-second"]
        }
        var tags = ["example"]
        if case .tag(let tag) = selector { tags.append(tag) }
        return names.enumerated().map { index, name in
            Application(
                objectID: "00000000-0000-4000-8000-00000000000\(index + 1)",
                clientID: "00000000-0000-4000-9000-00000000000\(index + 1)", displayName: name,
                tags: tags)
        }
    }
}

extension Application {
    /// The application as a fleet's functions see it: as in the facts of `schedule`.
    fileprivate var asValue: Value {
        .map([
            "object_id": .string(objectID), "client_id": .string(clientID),
            "display_name": .string(displayName), "tags": .list(tags.map { .string($0) }),
        ])
    }
}

extension Value {
    /// Whether Lua takes it for true.
    fileprivate var isTruthy: Bool { self != .null && self != .bool(false) }
}
