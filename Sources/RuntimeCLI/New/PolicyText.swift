import Rotation

/// The Lua text of a new policy and of its test.
struct PolicyText {
    private let draft: Draft

    init(_ draft: Draft) {
        self.draft = draft
    }

    /// The policy; questions without an answer get one that passes.
    var policy: String {
        """
        -- Rotates the client secret of \(title).
        -- Once it runs, 'runtime status \(name)' shows where it stands.
        return {
          name = \(LuaText.quote(name)),
        \(description)\(connection)  application = {
            client_id = \(LuaText.quote(clientID)),
        \(objectID)  },

          interval = \(quote(.interval, "30d")), -- between two rotations
        \(time)\(proof)  auto = \(isAutomatic), \(autoComment)

          -- What consumers ask for: 'runtime secret get \(secretName)'.
          secrets = {
        \(clientIDName)    client_secret = \(LuaText.quote(secretName)),
          },
        }

        """
    }

    /// Its test, which `require`s it by the file's name.
    var test: String {
        """
        -- Run with 'runtime test \(draft.module)_test.lua'.
        local t = require "runtime.test"
        local policy = require "\(draft.module)"

        return {
          ["is called \(name) and is for its application"] = function()
            t.equal(policy.name, \(LuaText.quote(name)))
            t.equal(policy.application.client_id, \(LuaText.quote(clientID)))
          end,

          [\(LuaText.quote(when))] = function()
            t.equal(policy.interval, \(quote(.interval, "30d")))
        \(timeTests)    t.equal(policy.auto, \(isAutomatic))
          end,

          ["publishes the secret under the names that consumers read"] = function()
        \(clientIDTest)    t.equal(policy.secrets.client_secret, \(LuaText.quote(secretName)))
          end,

          ["leaves the time to the declared schedule"] = function()
            t.equal(t.decide(policy, t.facts{}), nil)
          end,
        }

        """
    }

    private var name: String { draft[.name] ?? "unnamed" }
    private var secretName: String { draft[.clientSecret] ?? "CLIENT_SECRET" }
    private var clientID: String {
        draft.application?.clientID ?? "00000000-0000-0000-0000-000000000000"
    }
    private var title: String {
        let name = draft.application?.displayName?.printable.clipped(to: 60)
        return name.map { "\"\($0)\"" } ?? "application \(clientID)"
    }
    private var isAutomatic: Bool { draft[.auto] != "no" }

    private func quote(_ question: Question, _ other: String) -> String {
        LuaText.quote(draft[question] ?? other)
    }

    private var description: String {
        let text = draft[.description] ?? ""
        return text.isEmpty ? "" : "  description = \(LuaText.quote(text)),\n"
    }

    private var connection: String {
        "  connection = \(quote(.connection, "default")), -- of config.lua; or the AZURE_* variables\n"
    }

    private var objectID: String {
        guard let id = draft.application?.objectID else { return "" }
        return "    object_id = \(LuaText.quote(id)), -- either id is enough\n"
    }

    private var rotateAt: String? {
        draft[.rotateAt].flatMap { $0 == Draft.none ? nil : $0 }
    }

    private var time: String {
        guard let rotateAt else { return "" }
        return "  rotate_at = \(LuaText.quote(rotateAt)), -- once the interval is over\n"
            + "  timezone = \(quote(.timezone, "UTC")),\n"
    }

    private var proof: String {
        guard draft.application?.isForPersonalAccountsOnly == true else { return "" }
        return
            "  proof = \"directory\", -- for personal accounts only: nobody can sign in with it\n"
    }

    private var timeTests: String {
        guard let rotateAt else { return "" }
        return "    t.equal(policy.rotate_at, \(LuaText.quote(rotateAt)))\n"
            + "    t.equal(policy.timezone, \(quote(.timezone, "UTC")))\n"
    }

    private var when: String {
        let time = rotateAt.map { " at \($0) \(draft[.timezone] ?? "UTC")" } ?? ""
        return "rotates every \(draft[.interval] ?? "30d")\(time)"
    }

    private var autoComment: String {
        isAutomatic
            ? "-- false: only when told 'runtime rotate \(name)'"
            : "-- only when told 'runtime rotate \(name)'"
    }

    private var clientIDNameText: String? {
        draft[.clientID].flatMap { $0 == Draft.none ? nil : LuaText.quote($0) }
    }
    private var clientIDName: String {
        clientIDNameText.map { "    client_id = \($0),\n" } ?? ""
    }
    private var clientIDTest: String {
        clientIDNameText.map { "    t.equal(policy.secrets.client_id, \($0))\n" } ?? ""
    }
}
