import ArgumentParser
import Rotation
import SecretStore

/// `runtime status`: where rotations stand.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows where rotations stand.")

    @Argument(help: "One rotation, with its credentials; all when left out.")
    var name: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: HomeOptions

    func run() throws {
        let parts = try Composition(options.folder, for: .reading)
        let summary = Summary(parts.store, parts.clock)
        let rotations = try summary.rotations(name.map { [$0] } ?? [])
        if json {
            try summary.print(rotations.map(\.name), json: true)
        } else if name != nil, let rotation = rotations.first {
            do throws(Complaint) {
                try StatusPage(of: rotation.name, in: parts).lines.forEach(Terminal.print)
            } catch {
                // A policy that cannot be loaded hides nothing else.
                summary.printDetails(of: rotation)
                Terminal.report(error)
            }
            try summary.printProblems(of: rotation)
        } else {
            try summary.print()
            try summary.printBreakers()
            try summary.printFleets()
            try summary.printProblems()
            for (name, line) in parts.configuration.limits.changes {
                Terminal.say("limit \(name) is \(line)")
            }
        }
    }
}

extension Limits {
    /// The numbers that differ from the product's, with both values.
    fileprivate var changes: [(name: String, line: String)] {
        let standard = Limits()
        let counts: [(name: String, line: String)] = Limits.counts.sorted { $0.key < $1.key }
            .compactMap { name, path in
                let (here, usual) = (self[keyPath: path], standard[keyPath: path])
                return here == usual ? nil : (name, "\(here), not \(usual)")
            }
        return counts
            + Limits.named.sorted { $0.key < $1.key }.compactMap { name, path in
                let (here, usual) = (self[keyPath: path], standard[keyPath: path])
                return here == usual ? nil : (name, "\(here.short), not \(usual.short)")
            }
    }
}
