import ArgumentParser
import Rotation
import SecretStore

/// `runtime pause`: nothing new, until resumed.
struct PauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Forbids new runs of rotations until they are resumed.",
        discussion: """
            A run that has made a secret goes on through its delivery; a secret that waits for its \
            time is not promoted, nothing is removed. 'runtime rotate --force' works all the same.
            """)

    @Argument(help: "The rotations' names.")
    var names: [String]

    @OptionGroup var options: HomeOptions

    func run() throws {
        try Pausing(options).set(true, names)
    }
}

/// `runtime resume`: the end of a pause.
struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Ends the pause of rotations.")

    @Argument(help: "The rotations' names.")
    var names: [String]

    @OptionGroup var options: HomeOptions

    func run() throws {
        try Pausing(options).set(false, names)
    }
}

/// Pauses that begin or end.
private struct Pausing {
    private let parts: Composition

    init(_ options: HomeOptions) throws(Complaint) {
        parts = try Composition(options.folder, for: .change)
    }

    /// Does it for all of the names, or, when one is unknown, for none.
    func set(_ isPaused: Bool, _ names: [String]) throws(Complaint) {
        _ = try Summary(parts.store, parts.clock).rotations(names)
        for name in names {
            let isNew = try Complaint.ofStore { () throws(StoreError) in
                try parts.store.setPaused(
                    isPaused, name, why: "by the operator", at: parts.clock.now())
            }
            Terminal.print("\(name): \(isNew ? "" : "already ")\(isPaused ? "paused" : "resumed")")
        }
    }
}
