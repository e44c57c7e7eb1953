import ArgumentParser
import Azure
import Foundation
import Rotation
import SecretStore

/// `runtime connection set-secret`: a connection's own secret, sealed in the store.
struct SetSecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-secret",
        abstract: "Keeps a connection's client secret in the store, sealed.",
        discussion: """
            Reads the secret from standard input, or asks for it on a terminal without showing \
            it. The connection says secret = "store" in config.lua.
            """)

    @Argument(help: "The connection.")
    var name: String

    @OptionGroup var options: HomeOptions

    func run() throws {
        let parts = try Composition(options.folder)
        guard let connection = parts.configuration.connections[name] else {
            throw Complaint(
                "no connection \"\(name)\" is configured",
                hint: "see 'runtime connection list', or add it to config.lua")
        }
        guard case .kept = connection.signIn else {
            throw Complaint(
                "connection \"\(name)\" does not look for its secret in the store",
                hint: "write secret = \"store\" for it in config.lua first")
        }
        let value = try SecretInput.read(prompt: "secret of connection \"\(name)\": ")
        try Complaint.ofStore { () throws(StoreError) in
            try parts.secrets.keep(value, ofConnection: name, at: parts.clock.now())
        }
        Terminal.say("kept; try it with 'runtime connection test \(name)'")
    }
}
