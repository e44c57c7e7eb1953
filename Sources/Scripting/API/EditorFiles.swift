/// Files that let editors and luacheck know what scripts meet.
package struct EditorFiles {
    /// The files' texts by their paths below the folder that they are written to.
    package let texts: [String: String]

    package init(_ reference: Reference) {
        var stubs = LuaStubs(reference)
        texts = [
            ".luarc.json": Self.languageServer, ".luacheckrc": Self.luacheck,
            "\(folder)/runtime.lua": stubs.text(),
        ]
    }

    /// - SeeAlso: https://luals.github.io/wiki/settings/
    private static let languageServer: String = {
        let absent = ["coroutine", "debug", "ffi", "io", "jit", "os", "package"]
        let builtins = absent.map { "    \"\($0)\": \"disable\"" }.joined(separator: ",\n")
        return """
            {
              "runtime.version": "Lua 5.4",
              "runtime.builtin": {
            \(builtins)
              },
              "workspace.library": ["\(folder)"],
              "workspace.checkThirdParty": false
            }

            """
    }()

    /// - SeeAlso: https://luacheck.readthedocs.io/en/stable/config.html
    private static let luacheck: String = {
        let globals = Sandbox.globals.map { "  \"\($0)\"," }
        let libraries = Sandbox.libraries.map { name in
            let fields = (Sandbox.members[name] ?? []).map { "\"\($0)\"" }
            return Paragraph.wrap(
                "\(name) = { fields = { \(fields.joined(separator: ", ")) } },", indent: 2,
                hanging: 2
            ).joined(separator: "\n")
        }
        let lines =
            [
                "-- Written by 'runtime api --stubs': what scripts find in the sandbox.",
                "stds.runtime = { read_globals = {",
            ] + globals + libraries + [
                "} }", "std = \"runtime\"", "unused_args = false", "",
            ]
        return lines.joined(separator: "\n")
    }()
}

/// Where the stubs are: apart from the policies, which `require` and `check` look for.
private let folder = "stubs"
