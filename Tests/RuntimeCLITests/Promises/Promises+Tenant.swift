import Rotation

/// What tenants demand.
extension Promise {
    static let tenants: [Promise] = [
        Promise(
            name: "two secrets at most", command: "runtime rotate books", dying: "after-remove",
            cast: Cast(audience: "AzureADandPersonalMicrosoftAccount"),
            prepare: { stage in
                try stage.begin()
                _ = try stage.town.runtime("rotate", "books")
                try stage.town.advance(.hours(2))
            }),
        Promise(
            name: "a tenant that allows 20 days only", command: "runtime rotate books",
            dying: "after-standing",
            prepare: { stage in
                try stage.begin()
                try stage.town.set(knobs: #"{"policy":{"secretLifetime":20}}"#)
            },
            act: { stage, promise in try stage.run(promise.command, exit: 1) }),
        Promise(
            name: "a connection that cannot sign in", command: "runtime run --once books.lua",
            dying: "before-server-time",
            prepare: { stage in
                try stage.begin()
                try stage.town.advance(.days(31))
            },
            act: { stage, promise in
                try stage.run(
                    promise.command, exit: 1, with: ["AZURE_CLIENT_SECRET": "wrong~"])
            }),
        Promise(
            name: "one at a time: the second waits",
            command: "runtime run --once --max-wait 30s books.lua", dying: "after-commit-sealed",
            cast: Cast(applications: 2),
            prepare: { stage in
                try stage.town.configure(
                    "return { workers = 1, limits = { proofs_waiting = 1 } }")
                try stage.writeFleet()
            },
            act: { stage, promise in try stage.run(promise.command, exit: 75) }),
        Promise(
            name: "a canary of three", command: "runtime run --once books.lua",
            dying: "after-mint", cast: Cast(applications: 3),
            prepare: { try $0.writeFleet("canary = 1,") }),
        Promise(
            name: "and an hour after its delivery", command: "runtime run --once books.lua",
            dying: "after-mint", cast: Cast(applications: 3),
            prepare: { stage in
                try stage.writeFleet("canary = 1,")
                try stage.runOnce()
                try stage.town.advance(.hours(2))
            }),
    ]
}
