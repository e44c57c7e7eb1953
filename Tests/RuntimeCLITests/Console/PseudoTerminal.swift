import Foundation
import Testing

/// The real program on a terminal of its own: keys go in, a screen comes out.
final class PseudoTerminal {
    private let process = Process()
    private let control: Int32
    /// Kept open, so that the terminal's settings can be read after the program has ended.
    private let terminal: Int32
    private(set) var screen: Screen
    /// `TIOCSPTLCK` and `TIOCGPTN` of `asm-generic/ioctls.h`, which Swift does not import.
    private static let lock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430
    /// Everything that came out.
    private(set) var output: [UInt8] = []

    /// Starts `runtime`; `environment` is all it gets beside PATH, HOME and TERM.
    init(
        _ arguments: [String], environment: [String: String], folder: String, columns: Int = 80,
        rows: Int = 30
    ) throws {
        control = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var (isLocked, number): (Int32, Int32) = (0, 0)
        try #require(ioctl(control, Self.lock, &isLocked) == 0)
        try #require(ioctl(control, Self.number, &number) == 0)
        terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        screen = Screen(columns: columns, rows: rows)
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        try #require(terminal >= 0 && ioctl(control, UInt(TIOCSWINSZ), &size) == 0)
        let inherited = ProcessInfo.processInfo.environment.filter {
            ["PATH", "HOME", "LD_LIBRARY_PATH"].contains($0.key)
        }
        process.executableURL = URL(fileURLWithPath: RuntimeProcess.path)
        process.arguments = arguments
        process.environment = inherited.merging(["TERM": "xterm"]) { $1 }
            .merging(environment) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let handle = FileHandle(fileDescriptor: terminal, closeOnDealloc: false)
        process.standardInput = handle
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        close(control)
        close(terminal)
    }

    /// Whether the terminal edits lines, echoes and knows its signal keys.
    var isSane: Bool {
        var settings = termios()
        tcgetattr(terminal, &settings)
        let wanted = tcflag_t(ICANON | ECHO | ISIG)
        return settings.c_lflag & wanted == wanted
    }

    /// Presses keys.
    func press(_ keys: String) {
        let bytes = Array(keys.utf8)
        _ = write(control, bytes, bytes.count)
    }

    /// Sends a signal to the program.
    func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// Reads until the screen shows `text`.
    func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try wait(sourceLocation) { screen.text.contains(text) }
    }

    /// Presses keys and reads until the screen shows `text`.
    func press(
        _ keys: String, until text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        press(keys)
        try wait(for: text, sourceLocation: sourceLocation)
    }

    /// Reads until the program has ended; gives its exit status.
    func end(sourceLocation: SourceLocation = #_sourceLocation) throws -> Int32 {
        try wait(sourceLocation) { !process.isRunning }
        drain()
        return process.terminationStatus
    }

    private func drain() {
        var isMore = true
        while isMore { isMore = take(within: 0) }
    }

    private func wait(_ location: SourceLocation, until isTrue: () -> Bool) throws {
        let deadline = Date().addingTimeInterval(30)
        while !isTrue() {
            try #require(
                Date() < deadline, "the screen is\n\(screen.text)", sourceLocation: location)
            take(within: 20)
        }
    }

    /// Takes what the program wrote, waiting at most so many milliseconds for it.
    @discardableResult
    private func take(within milliseconds: Int32) -> Bool {
        var input = pollfd(fd: control, events: Int16(POLLIN), revents: 0)
        guard poll(&input, 1, milliseconds) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = read(control, &buffer, buffer.count)
        guard count > 0 else { return false }
        output += buffer[..<count]
        screen.take(Array(buffer[..<count]))
        return true
    }
}
