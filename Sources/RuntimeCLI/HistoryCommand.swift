import ArgumentParser
import Rotation
import SecretStore

/// `runtime history`: what happened to a rotation.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Shows what happened to a rotation.")

    @Argument(help: "The rotation's name.")
    var name: String

    @Option(name: [.customShort("n"), .long], help: "At most this many events, the latest.")
    var limit = 50

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: HomeOptions

    func run() throws {
        let parts = try Composition(options.folder, for: .reading)
        _ = try Summary(parts.store, parts.clock).rotations([name])
        let events: [Event]
        do throws(StoreError) {
            events = try parts.store.history(of: name, limit: limit)
        } catch {
            throw Complaint(error)
        }
        guard !json else {
            return Terminal.print(ValueText.encode(.list(events.map(\.json))))
        }
        var table = Table(["AT", "EVENT", "KEY", "DETAIL"])
        for event in events {
            table.add([
                event.at.description, event.kind.rawValue, event.keyID ?? "-", event.detail,
            ])
        }
        table.lines.forEach(Terminal.print)
    }
}

extension Event {
    fileprivate var json: Value {
        .map([
            "at": .string(at.description), "kind": .string(kind.rawValue), "run": run.json,
            "key_id": keyID.json, "detail": .string(detail), "hint": hint.json,
        ])
    }
}
