import ArgumentParser
import Rotation
import SecretStore

/// `runtime delete`: the end of a rotation.
struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Removes the client secrets of a rotation and forgets it.",
        discussion: """
            Removes every client secret that the rotation made or adopted, the active one last, \
            makes sure that they are gone, and then forgets the rotation: its secret values, \
            its names and its history. No hook is run. Asks first, unless --yes is given.

            With --keep-credentials the tenant is left as it is, and the client secrets that \
            stay are listed; nothing looks after them any more. 'runtime reconcile' tells of \
            them and removes none; 'runtime adopt' has a later rotation look after one again.

            The policy file is not touched. As long as it is unchanged it is not put on record \
            again; a file that is changed is, and then its rotation begins anew.

            A command that was cut short is run again; it goes on where it stopped. A running \
            `runtime run` on the same home does the work if there is one.
            """)

    @Argument(help: "The rotation's name.")
    var name: String

    @Flag(help: "Leave its client secrets in the tenant.")
    var keepCredentials = false

    @Flag(help: "Do not ask.")
    var yes = false

    @Option(help: "The longest wait, such as 30m; then exit 75.")
    var maxWait: DurationArgument?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var scripts: ScriptOptions

    @OptionGroup var options: HomeOptions

    func run() throws {
        StopSignals.install()
        let parts = try Composition(options.folder, for: .change, isolate: scripts.isolate)
        guard let rotation = try Summary(parts.store, parts.clock).rotations([name]).first else {
            return
        }
        if rotation.leaving == nil { try confirm(rotation) }
        try Complaint.ofStore { () throws(StoreError) in
            try parts.store.ask(
                .leave(keepCredentials ? .keeping : .removing), of: name, at: parts.clock.now())
        }
        let reporter = Reporter()
        try Drive(parts, reporter: reporter)
            .toRest(maxWait: maxWait?.duration ?? .minutes(30), only: name)
        try refuseUnfinished(parts)
        tell(rotation)
    }

    private func confirm(_ rotation: Rotation) throws {
        if yes { return }
        let live = rotation.remains
        let verb = keepCredentials ? "leave" : "remove"
        let what =
            live.isEmpty
            ? "It has no client secret in the tenant."
            : "This will \(verb) \(live.joined(separator: ", "))."
        guard Terminal.isInteractive else {
            throw Complaint(
                "'runtime delete \(name)' asks first, and there is no terminal to ask on",
                hint: "\(what) Say --yes if that is meant", exit: .usage)
        }
        let isGiven = try Confirmation(
            question: "Delete \(name)?",
            help: "\(what) \(rotation.secrets.all.joined(separator: ", ")) can then be read no "
                + "more.", yes: "Delete it", no: "Leave it"
        ).isGiven()
        guard isGiven else { throw Complaint("nothing was deleted") }
    }

    private func refuseUnfinished(_ parts: Composition) throws(Complaint) {
        let left: Rotation
        do throws(StoreError) {
            left = try parts.store.rotation(name)
        } catch .notFound {
            return
        } catch {
            throw Complaint(error)
        }
        guard let error = left.lastError else {
            throw Complaint(
                "\(name) is not deleted yet: something is left to be done",
                hint: "run the command again; it goes on where it stopped", exit: .tryAgain)
        }
        let remains = left.remains.joined(separator: ", ")
        throw Complaint(
            "\(name) is not deleted yet: \(error)",
            hint: "mend it and run the command again"
                + (remains.isEmpty ? "" : ", or with --keep-credentials, which leaves \(remains)"))
    }

    private func tell(_ rotation: Rotation) {
        guard !json else {
            let kept = keepCredentials ? rotation.remains : []
            let removed = rotation.removed + (keepCredentials ? [] : rotation.remains)
            return Terminal.print(
                ValueText.encode(
                    .map([
                        "deleted": .string(name), "kept": .list(kept.map { .string($0) }),
                        "removed": .list(removed.map { .string($0) }),
                    ])))
        }
        Terminal.print("\(name): deleted, with its history")
        for key in rotation.remains {
            Terminal.print("  \(keepCredentials ? "stays in the tenant" : "removed")  \(key)")
        }
        for key in rotation.removed {
            Terminal.print("  removed\(keepCredentials ? ", not confirmed" : "")  \(key)")
        }
        Terminal.print("  free names  \(([name] + rotation.secrets.all).joined(separator: ", "))")
    }
}

extension Rotation {
    /// Refuses what is of no use to a rotation that is being deleted.
    func refuseLeaving(_ outcome: String) throws(Complaint) {
        guard leaving != nil else { return }
        throw Complaint(
            "\(name) is being deleted: \(outcome)",
            hint: "'runtime delete \(name)' goes on with that; then its policy file may bring it "
                + "back")
    }

    /// What is or may be in the tenant: key ids, and markers of requests without an answer.
    fileprivate var remains: [String] {
        credentials.filter {
            ($0.state.isLive && $0.removedAt == nil) || $0.state == .unresolved
        }.map {
            $0.state == .unresolved ? "perhaps \"\($0.label)\"" : $0.keyID
        }
    }

    /// What was removed, but has not been seen to be gone yet.
    fileprivate var removed: [String] {
        credentials.filter { $0.state.isLive && $0.removedAt != nil }.map(\.keyID)
    }
}
