import ArgumentParser
import Rotation
import SecretStore

/// `runtime explain`: what a rotation's policy makes of what is known, and what the host does.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Shows why a rotation does what it does next.",
        discussion: """
            Asks the registered policy once with what is on record; nothing is changed and no \
            tenant is reached, so the application is as its last read showed it.
            """)

    @Argument(help: "The rotation's name.")
    var name: String

    @Flag(help: "Print JSON; facts are as the policy gets them, in seconds.")
    var json = false

    @OptionGroup var options: HomeOptions

    func run() throws {
        let parts = try Composition(options.folder, for: .reading)
        let explanation = try Explanation(of: name, in: parts)
        guard !json else { return Terminal.print(ValueText.encode(explanation.json)) }
        ExplanationText(explanation).lines.forEach(Terminal.print)
    }
}
