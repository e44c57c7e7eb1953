import Foundation
import Rotation

/// What people see: results on standard output, messages on standard error.
enum Terminal {
    /// Whether standard error is a terminal on which a line may be redrawn.
    static let isLive = isatty(STDERR_FILENO) == 1
    /// Whether colour is wanted there; see no-color.org.
    static let hasColour = isLive && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    /// Prints a result line.
    static func print(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Prints a message line, over the progress line if there is one.
    static func say(_ line: String) {
        let clear = isLive ? "\r\u{1b}[2K" : ""
        FileHandle.standardError.write(Data((clear + line + "\n").utf8))
    }

    /// Prints an error and its remedy.
    static func report(_ complaint: Complaint) {
        say("runtime: error: \(complaint.message)")
        if let hint = complaint.hint { say("runtime: hint: \(hint)") }
    }

    /// Redraws the progress line; does nothing where standard error is no terminal.
    static func progress(_ line: String) {
        guard isLive else { return }
        let text = line.prefix(width - 1)
        FileHandle.standardError.write(Data("\r\u{1b}[2K\(paint(String(text), .dim))".utf8))
    }

    /// Takes the progress line away.
    static func endProgress() {
        guard isLive else { return }
        FileHandle.standardError.write(Data("\r\u{1b}[2K".utf8))
    }

    /// A select graphic rendition code (ECMA-48).
    enum Style: Int {
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
    }

    /// Text in a style, where colour is wanted.
    static func paint(_ text: String, _ style: Style) -> String {
        hasColour ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }

    private static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return 80
        }
        return Int(size.ws_col)
    }
}
