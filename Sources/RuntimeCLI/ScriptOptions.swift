import ArgumentParser
import Scripting

/// Where policies run.
struct ScriptOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Run each policy file in a process that can only compute.",
            discussion: "For policies that somebody else wrote; 'isolate' in config.lua does too."))
    var isolate = false

    /// What a policy may use, and where it runs.
    var limits: ScriptLimits { .of(isolate: isolate) }
}

extension ScriptLimits {
    /// The standard limits, in this process or in others of this program.
    static func of(isolate: Bool) -> ScriptLimits {
        var limits = ScriptLimits.standard
        limits.worker = isolate ? ScriptWorker() : nil
        return limits
    }
}
