package import HTTP
package import Logging
package import Rotation

/// What hooks may do to the world outside the program.
package enum WorldFunctions {
    /// `host:http`, `host:file` and `host:log`.
    ///
    /// - Parameters:
    ///   - http: The worker's client, by default one of its own.
    ///   - grants: The operator's permissions and the root of granted files.
    ///   - log: Gets the lines of `host:log`, and a debug line for each other call.
    /// - Returns: The functions, to be exposed by whoever runs hooks.
    package static func all(
        http: HTTPClient = HTTPClient(), grants: Grants, log: Logger
    ) -> [HostFunction] {
        [
            HTTPFunction(http: http, grants: grants, log: log).function,
            FileFunction(grants: grants, log: log).function,
            LogFunction(log: log).function,
        ]
    }
}
