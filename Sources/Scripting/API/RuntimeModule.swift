internal import Rotation

/// What `require "runtime"` gives.
enum RuntimeModule {
    /// A function, by its name behind `runtime.`.
    struct Function {
        let name: String
        let signature: Signature
    }

    static let functions =
        units + [
            Function(name: "time.next", signature: TimeFunctions.nextSignature),
            Function(name: "time.format", signature: TimeFunctions.formatSignature),
            Function(
                name: "sorted_pairs",
                signature: Signature(
                    "Like pairs, in the order of the keys; the order of pairs differs every time.",
                    .ordered([Parameter("t", .map(.any), isRequired: true, "any table")]),
                    gives: .function(Signature("", .ordered([]))))),
            Function(
                name: "log",
                signature: Signature(
                    "Keeps a line for 'runtime check' and for the log at level debug.",
                    .ordered([
                        Parameter(
                            "level", .choice(["debug", "info", "warn", "error"]), isRequired: true,
                            "how much it matters"),
                        Parameter("message", .text, isRequired: true, "the line"),
                    ]))),
        ]

    /// The names of the functions as scripts write them.
    static let names = functions.map { "runtime.\($0.name)" }

    private static let units = ["weeks", "days", "hours", "minutes"].map { unit in
        Function(
            name: unit,
            signature: Signature(
                "So many \(unit) in seconds.",
                .ordered([Parameter("count", .integer, isRequired: true, "how many")]),
                gives: .integer))
    }
}
