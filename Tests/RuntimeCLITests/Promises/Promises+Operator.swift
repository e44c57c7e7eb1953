import Rotation

/// What operators ask for.
extension Promise {
    static let operators: [Promise] = [
        Promise(
            name: "pause, and its time comes", command: "runtime pause books",
            dying: "before-pause", prepare: { try $0.begin() },
            act: { stage, promise in
                try stage.run(promise.command)
                try stage.town.advance(.days(40))
                try stage.runOnce()
            }),
        Promise(
            name: "resume when it is overdue", command: "runtime resume books",
            dying: "after-pause",
            prepare: { stage in
                try stage.begin()
                _ = try stage.town.runtime("pause", "books")
                try stage.town.advance(.days(40))
                try stage.runOnce()
            },
            act: { stage, promise in
                try stage.run(promise.command)
                try stage.runOnce()
            }),
        Promise(
            name: "manual rotation", command: "runtime rotate books", dying: "after-mint",
            prepare: { try $0.begin() }),
        Promise(
            name: "revoke after a leak", command: "runtime revoke books",
            dying: "after-commit-promoted",
            prepare: { stage in
                try stage.begin()
                _ = try stage.town.runtime("rotate", "books")
            }),
        Promise(
            name: "revoke although delivery fails", command: "runtime revoke books --now",
            dying: "after-remove",
            prepare: { stage in
                try stage.begin(
                    """
                    hooks = { rotated = function(event)
                      if event.version > 1 then error "down" end
                    end },
                    """)
            },
            act: { stage, promise in try stage.run(promise.command, exit: 1) }),
        Promise(
            name: "stuck, mended, retry", command: "runtime retry books", dying: "after-mint",
            prepare: { stage in
                try stage.begin()
                try stage.town.advance(.days(31))
                try stage.town.set(knobs: #"{"policy":{"noSecrets":1}}"#)
                for _ in 0..<5 {
                    try stage.runOnce(1)
                    try stage.town.advance(.hours(2))
                }
                try stage.town.set(knobs: #"{"policy":{"noSecrets":0}}"#)
                try stage.runOnce(1)
            }),
        Promise(
            name: "adopt a secret made by hand, then rotate",
            command: "runtime adopt books --key-id $KEY", dying: "before-commit-adopted",
            cast: Cast(hasForeign: true),
            prepare: { try $0.begin() },
            act: { stage, promise in
                try stage.run(promise.command)
                _ = try stage.town.runtime("rotate", "books")
                try stage.town.advance(.hours(2))
                try stage.runOnce()
            }),
        Promise(
            name: "the connection's own secret", command: "runtime rotate books --self",
            dying: "after-commit-promoted", cast: Cast(isOwn: true),
            prepare: { stage in
                try stage.keepConnectionSecret()
                try stage.write("auto = false,")
                try stage.runOnce()
                try stage.run("runtime rotate books --self", isTrial: false)
            }),
        Promise(
            name: "delete", command: "runtime delete books --yes", dying: "after-remove",
            cast: Cast(hasForeign: true),
            prepare: { stage in
                try stage.begin()
                _ = try stage.town.runtime("rotate", "books")
            }),
        Promise(
            name: "delete, and its secrets stay",
            command: "runtime delete books --keep-credentials --yes",
            dying: "before-commit-deleted", prepare: { try $0.begin() }),
        Promise(
            name: "the policy file is removed", command: "runtime run --once .",
            dying: "after-claim",
            prepare: { stage in
                try stage.begin()
                try stage.removePolicy()
                try stage.town.advance(.days(40))
            }),
    ]
}
