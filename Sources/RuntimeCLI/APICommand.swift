import ArgumentParser
import Foundation
import Hooks
import Logging
import Rotation
import Scripting

/// `runtime api`: the reference of what policies write and read.
struct APICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api", abstract: "Prints the reference of policies; writes editors' stubs.")

    @Argument(help: "A section, or one name such as schedule, host.http or runtime.days.")
    var topic: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Write stubs for the Lua language server and a luacheck std into a directory.",
            valueName: "dir"))
    var stubs: String?

    func run() throws {
        let reference = Reference.complete
        if let stubs { return try write(EditorFiles(reference), to: stubs) }
        let sections = try topic.map { topic in try find(topic, in: reference) }
        if json {
            let found = (sections ?? reference.sections).map(\.json)
            Terminal.print(ValueText.encode(.list(found)))
        } else {
            let lines = (sections ?? reference.sections).flatMap(\.lines)
            Terminal.print(lines.dropLast().joined(separator: "\n"))
        }
    }

    private func find(
        _ topic: String, in reference: Reference
    ) throws(Complaint) -> [Reference.Section] {
        let found = reference.find(topic)
        guard found.isEmpty else { return found }
        let sections = reference.sections.map(\.name).joined(separator: ", ")
        throw Complaint(
            "there is nothing called \"\(topic)\" in the reference",
            hint: Spelling.hint(for: topic, in: reference.topics) ?? "sections are \(sections)",
            exit: .usage)
    }

    private func write(_ files: EditorFiles, to folder: String) throws(Complaint) {
        for (name, text) in files.texts.sorted(by: { $0.key < $1.key }) {
            let url = URL(fileURLWithPath: folder).appendingPathComponent(name)
            do {
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try text.write(to: url, atomically: true, encoding: .utf8)
            } catch {
                throw Complaint(
                    "cannot write \"\(url.path)\": \(error.localizedDescription)",
                    hint: "give a directory that can be written")
            }
            Terminal.print("wrote \(folder)/\(name)")
        }
    }
}

extension Reference {
    /// The reference with what this program's adapters contribute.
    static var complete: Reference {
        Reference(host: HostVerbs.all, configuration: ConfigurationKeys.all)
    }
}
