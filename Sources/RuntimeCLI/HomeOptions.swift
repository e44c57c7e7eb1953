import ArgumentParser
import Foundation
import SecretStore

/// Where the home is.
struct HomeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The directory with database, key and config.lua.",
            discussion: "Default: RUNTIME_HOME, else $XDG_STATE_HOME/runtime.", valueName: "dir"))
    var home: String?

    /// The home that was named, or the one of the environment.
    var folder: HomeFolder {
        let environment = ProcessInfo.processInfo.environment
        if let path = home ?? environment["RUNTIME_HOME"], !path.isEmpty {
            return HomeFolder(path: path)
        }
        let user = environment["HOME"] ?? NSHomeDirectory()
        let named = environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        let state = named ?? "\(user)/.local/state"
        return HomeFolder(path: "\(state)/runtime")
    }
}
