import Rotation

/// What time may bring.
extension Promise {
    private static let once = "runtime run --once books.lua"

    static let times: [Promise] = [
        Promise(
            name: "stage: made a day ahead", command: once, dying: "after-commit-sealed",
            prepare: { stage in
                try stage.begin(#"stage = "1d","#)
                try stage.town.advance(.hours(29 * 24 + 12))
            }),
        Promise(
            name: "stage: promoted at its time", command: once, dying: "before-commit-promoted",
            prepare: { stage in
                try stage.begin(#"stage = "1d","#)
                try stage.town.advance(.hours(29 * 24 + 12))
                try stage.runOnce()
                try stage.town.advance(.days(1))
            }),
        missed("late", "a window missed, `late`: at once"),
        missed("skip", "a window missed, `skip`: the next one"),
        missed("if_expiring", "a window missed, `if_expiring`: the next one, in good time"),
        Promise(
            name: "a window missed, `if_expiring`: at once, or it would end before",
            command: once, dying: "after-mint",
            prepare: { stage in
                try stage.begin(
                    #"window = "Tue 02:00-04:00", missed = "if_expiring", lifetime = "38d","#
                        + #" stage = "1h","#)
                try stage.town.advance(.days(34))
            }),
        wrongClock("the clock a year ahead", by: 31_536_000),
        wrongClock("the clock a year behind", by: -31_536_000),
        Promise(
            name: "asleep for 7 days", command: once, dying: "after-mint",
            prepare: { stage in
                try stage.begin()
                try stage.town.advance(.days(38))
            },
            act: { stage, promise in
                try stage.run(promise.command)
                try stage.town.advance(.days(7))
                try stage.runOnce()
            }),
    ]

    /// A window that passed while nothing ran.
    private static func missed(_ rule: String, _ name: String) -> Promise {
        Promise(
            name: name, command: once,
            dying: rule == "late" ? "after-commit-promoted" : "after-claim",
            prepare: { stage in
                try stage.begin(#"window = "Tue 02:00-04:00", missed = "\#(rule)", stage = "1h","#)
                try stage.town.advance(.days(34))
            })
    }

    /// A secret that is due while this machine's clock is off by so many seconds.
    private static func wrongClock(_ name: String, by seconds: Int) -> Promise {
        Promise(
            name: name, command: once, dying: "before-server-time",
            prepare: { stage in
                try stage.begin()
                try stage.town.advance(.days(31))
            },
            act: { stage, promise in
                try stage.town.set(knobs: #"{"skew":\#(-seconds)}"#)
                try stage.run(promise.command, exit: 75)
                try stage.town.set(knobs: #"{"skew":0}"#)
            })
    }
}
