import ArgumentParser
import Rotation
import Scripting
import SecretStore

/// `runtime replay`: what another version of a policy would have decided.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Shows which logged decisions a new policy would change; changes nothing.",
        discussion: """
            Each logged decision is asked again with its own facts, of the policy of the same name \
            in the file, and planned by the host's rules as they were. Decisions that change are \
            no error: the exit status is 0. It is 3 when the policy fails on logged facts.
            """)

    @Option(help: "The new policy file.")
    var policy: String

    @Option(help: "How far to go back, such as 30d; everything that is kept when left out.")
    var since: DurationArgument?

    @Option(help: "Only the policy of this name.")
    var name: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: HomeOptions

    func run() throws {
        let file: PolicyFile
        do throws(PolicyError) {
            file = try PolicyFile.load(path: policy)
        } catch {
            throw Complaint(error)
        }
        let parts = try Composition(options.folder, for: .reading)
        let start = since.map { parts.clock.now() - $0.duration } ?? Instant(0)
        let replay = try Replay(file, only: name, since: start, in: parts.store)
        for name in replay.unknown {
            Terminal.say("runtime: warning: no decision of \"\(name)\" is logged in that time")
        }
        print(replay)
        try refuseFailures(of: replay)
    }

    private func print(_ replay: Replay) {
        guard !json else { return Terminal.print(ValueText.encode(replay.json)) }
        for pair in replay.changed {
            pair.lines.forEach(Terminal.print)
            Terminal.print("")
        }
        Terminal.print(replay.summary)
    }

    private func refuseFailures(of replay: Replay) throws(Complaint) {
        guard let first = replay.failed.first?.failure else { return }
        throw Complaint(
            "\(policy) fails on \(replay.failed.count) of \(replay.pairs.count.of("decision")): \(first)",
            hint: first.hint, exit: .policy)
    }
}
