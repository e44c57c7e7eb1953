import Hooks
import Rotation
import Scripting

/// Reads `commands = { reload = { argv = {…}, timeout = "60s", env = {…}, allow_env = true } }`.
enum CommandsReader {
    static func read(_ config: FieldReader) throws(PolicyError) -> [String: Command] {
        guard let table = try config.table("commands") else { return [:] }
        var commands: [String: Command] = [:]
        for name in table.names {
            guard let fields = try table.table(name) else { continue }
            commands[name] = try command(fields)
        }
        return commands
    }

    private static func command(_ fields: FieldReader) throws(PolicyError) -> Command {
        try fields.allow(ConfigurationKeys.command)
        guard let arguments = try fields.texts("argv") else {
            throw fields.missing(
                "argv", hint: "such as argv = { \"/usr/bin/systemctl\", \"reload\", \"x\" }")
        }
        var environment: [String: String] = [:]
        if let table = try fields.table("env") {
            for name in table.names { environment[name] = try table.text(name) }
        }
        let command = Command(
            arguments: arguments, timeout: try fields.duration("timeout") ?? .seconds(60),
            environment: environment, variables: try variables(fields))
        if let problem = command.problem {
            throw fields.error("'\(fields.path.dropLast())': \(problem)")
        }
        return command
    }

    /// `true` for any but those that change which code is run, or a list of names.
    private static func variables(
        _ fields: FieldReader
    ) throws(PolicyError) -> Command.Variables {
        switch fields.value("allow_env") {
        case nil, .bool(false)?: .none
        case .bool(true)?: .any
        default: .these(try fields.texts("allow_env") ?? [])
        }
    }
}
