package import Rotation

/// Everything that a script meets, described: behind `runtime api`, editors' stubs and luacheck.
package struct Reference {
    package let sections: [Section]
    /// What hooks may call.
    let host: [HostVerb]

    /// A table or an object that scripts write or read.
    package struct Section {
        /// One word, by which `runtime api` finds it.
        package let name: String
        package let about: String
        package let entries: [Entry]

        package init(_ name: String, _ about: String, _ entries: [Entry]) {
            self.name = name
            self.about = about
            self.entries = entries
        }
    }

    /// A field, a function or a global of a section.
    package struct Entry {
        /// Its name within the section, such as `secrets.client_id`.
        package let name: String
        /// How scripts write it; the name where it is empty.
        let usage: String
        let content: Content
        let note: String

        enum Content {
            case field(ValueType, isRequired: Bool)
            case function(Signature)
            case plain
        }
    }

    /// - Parameters:
    ///   - host: What hooks may call.
    ///   - configuration: The keys of `config.lua`.
    package init(host: [HostVerb], configuration: [Parameter]) {
        self.host = host
        sections = [
            Section(
                "policy",
                "The table that a policy file returns; or a list of such tables. A duration is "
                    + "text such as \"30d\", \"1d12h\" or \"90m\", or whole seconds.",
                Entry.fields(PolicyKeys.all.filter { $0.name != "hooks" })
                    + [Entry(plain: "hooks", "table; see 'runtime api hooks'")]),
            Section(
                "hooks",
                "The policy's 'hooks'; each may also be a list such as { { http = {…} } }.",
                Hook.allCases.map { Entry(hook: $0) }),
            Section(
                "facts", "The argument of 'schedule'. An instant is whole seconds since 1970, UTC.",
                Entry.fields(FactsWriter.fields)),
            Section(
                "decision", "What 'schedule' returns; nothing: the declared schedule.",
                Entry.fields(DecisionReader.fields)),
            Section("event", "The first argument of a hook.", Self.events),
            Section(
                "host",
                "The second argument of a hook. What fails gives nil, err{code=, message=, "
                    + "retryable=}; misuse raises. Content is text, a secret, or a list of them.",
                host.sorted { $0.name < $1.name }.map { Entry(host: $0) }),
            Section(
                "runtime", "local runtime = require \"runtime\"",
                RuntimeModule.functions.map { Entry(runtime: $0) }),
            Section(
                "config", "The table that config.lua in the home returns; data only.",
                Entry.fields(configuration)),
            Section("globals", "What a script finds.", Self.globals),
            Section("absent", "What a script does not find.", Self.absent),
        ]
    }

    /// Each field once, with the hooks whose events have it.
    private static var events: [Entry] {
        let hooks = Hook.allCases
        var names: [String] = []
        for field in hooks.flatMap({ Entry.fields($0.eventFields) })
        where !names.contains(field.name) {
            names.append(field.name)
        }
        return names.compactMap { name in
            let having = hooks.filter { hook in
                Entry.fields(hook.eventFields).contains { $0.name == name }
            }
            let entry = having.first.flatMap { hook in
                Entry.fields(hook.eventFields).first { $0.name == name }
            }
            let words = having.map(\.rawValue).joined(separator: ", ")
            let isInner = name.contains(".")
            return entry?.adding(having == hooks || isInner ? "" : " (\(words))")
        }
    }

    private static var globals: [Entry] {
        Sandbox.globals.map { Entry(plain: $0, Sandbox.notes[$0] ?? "as in Lua 5.4") }
            + Sandbox.libraries.map { name in
                Entry(plain: name, (Sandbox.members[name] ?? []).joined(separator: ", "))
            }
    }

    private static var absent: [Entry] {
        Sandbox.absent.sorted { $0.key < $1.key }.map { Entry(plain: $0.key, $0.value) }
    }
}
