import ArgumentParser
import Foundation
import Rotation
import Scripting

/// `runtime script`: ad-hoc automation over the host API.
struct ScriptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "script",
        abstract: "Runs a Lua script with the host API of hooks.",
        discussion: """
            FILE returns function(args, host). It sees every rotation and secret; what it may \
            change is granted in config.lua by its file name. What it returns is printed: text as \
            it is, a list of tables as a table, anything else as JSON.
            """)

    @Argument(help: "The script, a .lua file.")
    var file: String

    @Argument(help: "The script's args; those that begin with a dash after --.")
    var args: [String] = []

    @Option(help: "The connection it works on.")
    var connection = "default"

    @Flag(help: "Print what it returns as JSON.")
    var json = false

    @OptionGroup var scripts: ScriptOptions

    @OptionGroup var options: HomeOptions

    func run() throws {
        StopSignals.install()
        let name = URL(fileURLWithPath: file).lastPathComponent
        // Grants go by this name; a policy's name has no dot.
        guard name.hasSuffix(".lua") else {
            throw Complaint("\(file): a script's name must end in .lua", exit: .usage)
        }
        let (results, printed) = try run(named: name)
        printed.split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast(printed.hasSuffix("\n") || printed.isEmpty ? 1 : 0)
            .forEach { Terminal.printForeign(String($0)) }
        switch results {
        case .success(let values): try show(values)
        case .failure(let error): throw Complaint(ofScript: error)
        }
    }

    private func run(
        named name: String
    ) throws -> (results: Result<[Value], PolicyError>, printed: String) {
        let parts = try Composition(options.folder, isolate: scripts.isolate)
        let session = ScriptSession(
            caller: Caller(name: name, needs: nil, connection: connection),
            functions: parts.functions(parts.tenants()), store: parts.store,
            id: Identifier.ulid(at: parts.clock.now()) { UInt64.random(in: 0...UInt64.max) })
        let script: ScriptFile
        do throws(PolicyError) {
            script = try ScriptFile(path: file, limits: parts.scriptLimits)
        } catch {
            throw Complaint(ofScript: error)
        }
        let (results, printed) = script.run(args, on: session)
        return (results, script.printed + printed)
    }

    private func show(_ results: [Value]) throws(Complaint) {
        guard let result = results.first else { return }
        if result == .null, results.count > 1, results[1] != .null {
            let error = results[1]
            throw Complaint(error["message"]?.text ?? error.text ?? ValueText.encode(error))
        }
        if json { return Terminal.print(ValueText.encode(result)) }
        ResultText(result).lines.forEach(Terminal.printForeign)
    }
}
