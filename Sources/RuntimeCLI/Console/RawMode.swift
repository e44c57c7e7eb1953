import Foundation

/// The terminal without its own line editing, echo and signal keys, until it is given back.
enum RawMode {
    // Set before the handlers that read them are installed.
    nonisolated(unsafe) private static var before = termios()
    nonisolated(unsafe) private static var isOn = false

    /// Reads keys one by one while `body` runs; whatever ends it, the terminal is as it was.
    static func during<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard !isOn else { return try body() }
        enter()
        defer { leave() }
        return try body()
    }

    /// Gives the terminal back while `body` runs, so that its signal keys work.
    static func pause<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard isOn else { return try body() }
        leave()
        defer { enter() }
        return try body()
    }

    /// Stops the process as Ctrl-Z does, until the shell continues it.
    static func suspend() {
        pause { _ = raise(SIGTSTP) }
    }

    private static func enter() {
        tcgetattr(STDIN_FILENO, &before)
        var raw = before
        raw.c_iflag &= ~tcflag_t(ICRNL | IXON | BRKINT | INPCK | ISTRIP)
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN | ISIG)
        isOn = true
        installHandlers()
        tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    }

    /// Safe in a signal handler.
    private static func leave() {
        isOn = false
        tcsetattr(STDIN_FILENO, TCSANOW, &before)
    }

    private static func installHandlers() {
        // Whoever started this process may have held the signals back.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            sigaddset(&signals, number)
            signal(number) { number in
                if RawMode.isOn { RawMode.leave() }
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        signal(SIGWINCH) { _ in }  // so that waiting for a key is interrupted
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}
