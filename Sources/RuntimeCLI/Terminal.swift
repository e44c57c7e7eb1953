import Foundation
import Rotation
import Synchronization

/// What people see: results on standard output, messages on standard error.
enum Terminal {
    /// Whether standard error is a terminal on which a line may be redrawn.
    static let isLive = isatty(STDERR_FILENO) == 1
    /// Whether colour is wanted there; see no-color.org.
    static let hasColour = isLive && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    /// Whether standard output is a terminal, and whether colour is wanted there.
    static let isOutputLive = isatty(STDOUT_FILENO) == 1
    static let hasOutputColour =
        isOutputLive && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    /// Columns that results have to fit into; nil where standard output is no terminal.
    static var outputWidth: Int? {
        var size = winsize()
        guard isOutputLive, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
        return size.ws_col > 0 ? Int(size.ws_col) : 80
    }
    /// Whether questions can be asked: keys come from a terminal and standard error can be redrawn.
    static let isInteractive =
        isLive && isatty(STDIN_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    /// Prints a result line.
    static func print(_ line: String) {
        guard write(line + "\n", to: STDOUT_FILENO) else { exit(Complaint.Exit.failed.rawValue) }
    }

    /// Prints what a script made: as it is into a file or a pipe, but on a terminal it moves no
    /// cursor.
    static func printForeign(_ text: String) {
        guard isOutputLive else { return print(text) }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            print(cells.map { ScriptText.escaped(String($0)) }.joined(separator: "\t"))
        }
    }

    /// Prints a message line, over the progress line if there is one.
    static func say(_ line: String) {
        let clear = isLive ? "\r\u{1b}[2K" : ""
        write(clear + line + "\n", to: STDERR_FILENO)
    }

    /// Prints an error and its remedy.
    static func report(_ complaint: Complaint) {
        let hint = complaint.hint.map { ["runtime: hint: \($0)"] } ?? []
        let lines = ["runtime: error: \(complaint.message)"] + complaint.context.map { "  \($0)" }
        say((lines + hint).joined(separator: "\n"))
    }

    /// Redraws the progress line; does nothing where standard error is no terminal.
    static func progress(_ line: String) {
        guard isLive else { return }
        let text = line.prefix(width - 1)
        write("\r\u{1b}[2K\(paint(String(text), .dim))", to: STDERR_FILENO)
    }

    /// Takes the progress line away.
    static func endProgress() {
        guard isLive else { return }
        write("\r\u{1b}[2K", to: STDERR_FILENO)
    }

    /// A select graphic rendition code (ECMA-48).
    enum Style: Int {
        case bold = 1
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
        case cyan = 36
    }

    /// Text in a style, where colour is wanted.
    static func paint(_ text: String, _ style: Style) -> String {
        hasColour ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }

    /// Writes text with its control sequences on the terminal, as it is.
    static func draw(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// Held while something is written, so that lines of several threads stay whole.
    private static let turn = Mutex(())

    /// Writes all of `text`; a reader that is gone or a full disk is no reason to trap.
    ///
    /// - Returns: Whether all of it was taken.
    @discardableResult
    private static func write(_ text: String, to file: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        return turn.withLock { _ in
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Foundation.write(file, $0.baseAddress, $0.count)
                }
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    /// Columns of the terminal; 80 where that is unknown.
    static var width: Int {
        let columns = Int(size.ws_col)
        return columns > 0 ? columns : 80
    }

    /// Rows of the terminal; 24 where that is unknown.
    static var height: Int {
        let rows = Int(size.ws_row)
        return rows > 0 ? rows : 24
    }

    private static var size: winsize {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? size : winsize()
    }
}
