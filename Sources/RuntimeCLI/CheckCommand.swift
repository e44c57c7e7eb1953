import ArgumentParser
import Rotation
import Scripting

/// `runtime check`: policies validated and tried on examples, without a tenant and without a home.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validates policy files and calls their pure functions; changes nothing.",
        discussion: """
            Each function is called on example facts, in two fresh states. Exit status: 0 all is \
            well, 3 an error of a policy, 4 a policy wants what scripts cannot do, 5 a limit was \
            hit; of several, the highest.
            """)

    @Argument(help: "Policy files, or directories of them.")
    var policies: [String]

    @Option(help: "What a script may use at most, from 8MiB to 64MiB.")
    var memory: MemoryArgument?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var scripts: ScriptOptions

    func run() throws {
        var limits = scripts.limits
        if let memory { limits.memory = memory.bytes }
        let host = HostVerbs.all
        let checks = try paths().map { CheckedFile($0, host: host, limits: limits) }
        for check in checks where !json { check.report() }
        if json { Terminal.print(ValueText.encode(.list(checks.map(\.json)))) }
        if let worst = checks.compactMap(\.exit).max(by: { $0.rawValue < $1.rawValue }) {
            throw ExitCode(worst.rawValue)
        }
        let checked = checks.flatMap { file in file.declarations.map { (file.path, $0) } }
        try refuseClashes(checked)
    }

    private func paths() throws(Complaint) -> [String] {
        do throws(PolicyError) {
            return try PolicyPaths.expand(policies)
        } catch {
            throw Complaint(error)
        }
    }

    /// A name, an application or a secret name may be claimed once.
    private func refuseClashes(
        _ checked: [(path: String, declaration: Declaration)]
    ) throws(Complaint) {
        var claims = Claims()
        for (path, declaration) in checked where declaration.fleet == nil {
            guard let clash = claims.claim(declaration, from: path) else { continue }
            throw Complaint(clash.message, hint: clash.hint, exit: .policy)
        }
    }
}
