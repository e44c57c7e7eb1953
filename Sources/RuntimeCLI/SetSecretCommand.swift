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

/// A secret that somebody types or pipes in.
enum SecretInput {
    private static let longest = 4_096

    /// Reads it from standard input; on a terminal after a prompt, without an echo.
    static func read(prompt: String) throws(Complaint) -> SecretValue {
        let isTyped = isatty(STDIN_FILENO) == 1
        var bytes = isTyped ? typed(prompt) : piped()
        defer { for index in bytes.indices { bytes[index] = 0 } }
        while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
        let isText = bytes.allSatisfy { (0x21...0x7e).contains($0) }
        guard !bytes.isEmpty, bytes.count <= longest, isText else {
            let why =
                bytes.isEmpty
                ? "is empty" : isText ? "is too long" : "holds blanks or unprintable characters"
            throw Complaint(
                "the secret on standard input \(why)",
                hint: "give the secret's value alone, on one line", exit: .usage)
        }
        return SecretValue(bytes)
    }

    private static func piped() -> [UInt8] {
        (try? FileHandle.standardInput.read(upToCount: longest + 3)).map(Array.init) ?? []
    }

    private static func typed(_ prompt: String) -> [UInt8] {
        Terminal.draw(prompt)
        var shown = termios()
        tcgetattr(STDIN_FILENO, &shown)
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            Terminal.draw("\n")
        }
        return Array((readLine() ?? "").utf8)
    }
}
