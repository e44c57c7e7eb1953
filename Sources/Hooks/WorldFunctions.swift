package import HTTP
package import Logging
package import Rotation

/// What hooks and scripts may do to the world outside the program.
package enum WorldFunctions {
    /// Every function of these, without anything behind it.
    package static let verbs = [
        HTTPFunction.verb, FileFunction.verb, CommandFunction.verb, LogFunction.verb,
    ]

    /// `host:http`, `host:file`, `host:command` and `host:log`.
    ///
    /// - Parameters:
    ///   - http: The worker's client, by default one of its own.
    ///   - commands: Programs by the names under which they are granted.
    ///   - grants: The operator's permissions and the root of granted files.
    ///   - log: Gets the lines of `host:log`, and a debug line for each other call.
    ///   - isStopped: Ends commands under way some seconds after it is true.
    /// - Returns: The functions, to be exposed by whoever runs hooks.
    package static func all(
        http: HTTPClient = HTTPClient(), commands: [String: Command] = [:], grants: Grants,
        log: Logger, isStopped: @escaping () -> Bool = { false }
    ) -> [HostFunction] {
        [
            HTTPFunction(http: http, grants: grants, log: log).function,
            FileFunction(grants: grants, log: log).function,
            CommandFunction(
                commands: commands, grants: grants, log: log, isStopped: isStopped
            ).function,
            LogFunction(log: log).function,
        ]
    }
}
