import Foundation
import Rotation

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
        var shown = termios()
        tcgetattr(STDIN_FILENO, &shown)
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        // Before the prompt: whoever types at once is not seen either.
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        Terminal.draw(prompt)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            Terminal.draw("\n")
        }
        return Array((readLine() ?? "").utf8)
    }
}
