import ArgumentParser
import Foundation
import Rotation
import Scripting

/// `runtime new`: a policy and its test, by questions or by options.
struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Writes a policy and its test, asking what it needs to know.",
        discussion: """
            On a terminal it asks, and each option answers its question beforehand. Elsewhere the \
            options are all it has; --application is needed. Ctrl-C writes nothing (exit 130).
            """)

    @Option(help: "The connection's name in config.lua.")
    var connection: String?

    @Option(help: "A client id, an object id or a display name.")
    var application: String?

    @Option(help: "Between two rotations: 30d (also as 30), 2w, 12h. Default: 30d.")
    var interval: String?

    @Option(help: "Time of day, or none. Default: 03:00.")
    var rotateAt: String?

    @Option(help: "An IANA time zone. Default: the machine's.")
    var timezone: String?

    @Flag(inversion: .prefixedNo, help: "Rotate by itself when it is time. Default: yes.")
    var auto: Bool?

    @Option(help: "What consumers call the client id, or none. Default: from the name.")
    var secretID: String?

    @Option(help: "What consumers call the client secret. Default: from the name.")
    var secret: String?

    @Option(help: "The rotation's name: a-z, 0-9 and '-'. Default: from the display name.")
    var name: String?

    @Option(help: "One line for people.")
    var description: String?

    @Option(help: "The policy file; its test lies beside it. Default: from the name.")
    var output: String?

    @Flag(help: "Overwrite what is there.")
    var force = false

    @OptionGroup var options: HomeOptions

    func run() throws {
        var draft = Draft(try Known(options.folder))
        draft.output = output
        draft.force = force
        let asks = Terminal.isInteractive
        if !asks { try refuseMissing(draft) }
        try checkOutput(draft)
        try answer(&draft)
        if asks { draft = try Wizard(draft).run() }
        try finish(draft)
    }

    private var flags: [Question: String] {
        let texts: [Question: String?] = [
            .connection: connection, .interval: interval, .rotateAt: rotateAt,
            .timezone: timezone, .auto: auto.map { $0 ? "yes" : "no" }, .clientID: secretID,
            .clientSecret: secret, .name: name, .description: description,
        ]
        return texts.compactMapValues(\.self)
    }

    /// Names every option at once without which nothing can be written.
    private func refuseMissing(_ draft: Draft) throws(Complaint) {
        var missing: [String] = []
        if connection == nil, draft[.connection] == nil {
            missing.append("--connection (\(draft.known.connections.joined(separator: " or ")))")
        }
        if application == nil { missing.append("--application") }
        guard !missing.isEmpty else { return }
        throw Complaint(
            "\(missing.joined(separator: " and ")) must be given: there is no terminal to ask on",
            hint: "see 'runtime new --help'", exit: .usage)
    }

    /// The test requires the policy by its file's name.
    private func checkOutput(_ draft: Draft) throws(Complaint) {
        guard let output else { return }
        let isModule = draft.module.allSatisfy {
            $0.isASCIIDigit || "a"..."z" ~= $0 || $0 == "_"
        }
        guard output.hasSuffix(".lua"), isModule, !draft.module.isEmpty else {
            throw Complaint(
                "'--output \(output)' must end with a file name of a-z, 0-9 and '_', and .lua",
                hint: "its test finds it by that name, such as payments_api.lua", exit: .usage)
        }
    }

    /// Takes the answers of the options.
    private func answer(_ draft: inout Draft) throws(Complaint) {
        let flags = flags
        if let connection { try refuseUnknown(connection, draft.known) }
        draft.answer(.connection, connection)
        if let application, let connection = draft[.connection] {
            let search = ApplicationSearch(known: draft.known, connection: connection)
            draft.choose(try search.find(application))
        }
        for question in Question.allCases where question != .connection {
            guard let text = flags[question] else { continue }
            if let problem = draft.problem(with: question, text) { throw problem }
            draft.answer(question, text)
        }
        if draft.application != nil, let clash = draft.clash(in: .application) { throw clash }
    }

    private func refuseUnknown(_ connection: String, _ known: Known) throws(Complaint) {
        guard !known.connections.contains(connection) else { return }
        let names = known.connections
        throw Complaint(
            "no connection \"\(connection)\" is configured",
            hint: Spelling.hint(for: connection, in: names)
                ?? (names.isEmpty
                    ? "name it in config.lua, or set AZURE_TENANT_ID and its companions"
                    : "there is \(names.joined(separator: " and "))"),
            exit: .usage)
    }

    /// Checks all of it once more, writes it and says what comes next.
    private func finish(_ draft: Draft) throws(Complaint) {
        if let problem = draft.invalidity { throw problem }
        for question in Question.allCases {
            if let clash = draft.clash(in: question) { throw clash }
        }
        let paths = try PolicyFiles(draft).write().map(PolicyFiles.short)
        for path in paths { Terminal.print("wrote \(path)") }
        Terminal.say("next: runtime check \(paths[0])")
        Terminal.say("      runtime test \(paths[1])")
        Terminal.say("      runtime run \(paths[0])")
    }
}
