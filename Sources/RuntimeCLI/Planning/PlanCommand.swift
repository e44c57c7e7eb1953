import ArgumentParser
import Foundation
import Rotation
import Scripting
import SecretStore

/// `runtime plan`: what would happen, and why.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows what would happen, and why; changes nothing.",
        discussion: """
            Reads the tenant, asks the policies and applies the host's rules. + is a secret to be \
            made, ~ something that changes, - a secret that goes, ! what stands in the way. \
            Policy files are taken as if 'runtime run' read them now; without any, the rotations \
            on record are looked at. No home is needed, and one is only read. An application for \
            which a function of its fleet's policy fails is left out, with the reason. What takes \
            long because of the host's limits or of canaries is told with the least time it takes.

            Exit status: 0 also where something stands in the way, 1 a tenant refuses us, 3 an \
            error of a policy, 75 a tenant cannot be reached.
            """)

    @Argument(help: "Policy files, directories of them, or names of rotations; all without.")
    var subjects: [String] = []

    @Option(help: "How far to look ahead, such as 30d; what a run brings with it is told whole.")
    var within: DurationArgument?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var scripts: ScriptOptions

    @OptionGroup var options: HomeOptions

    func run() throws {
        let surroundings = try Surroundings(options.folder)
        let sights = try TenantSights(surroundings)
        let targets = try PlanTargets(
            subjects, in: surroundings, seen: sights, limits: scripts.limits)
        guard !targets.all.isEmpty || !targets.leftOut.isEmpty || !subjects.isEmpty else {
            throw Complaint(
                "there is nothing to plan in \"\(options.folder.path)\"",
                hint: "name a policy file, or put one on record with 'runtime run'")
        }
        let preview = try Preview(
            targets, seen: sights, within: within?.duration ?? .days(1), in: surroundings)
        if json {
            Terminal.print(ValueText.encode(preview.json))
        } else {
            let text = PreviewText(
                preview, width: Terminal.outputWidth, hasColour: Terminal.hasOutputColour)
            text.lines.forEach(Terminal.print)
        }
        try preview.refuseFailures()
    }
}
