internal import Glibc
internal import Rotation

/// One program started without a shell, in a process group of its own, with nothing of ours but
/// the two ends it reads and writes.
struct ChildProcess {
    /// How it ended, with the beginning of what it wrote.
    struct Ending {
        /// The exit status, or 128 and the signal's number.
        let status: Int32
        let output: Capture
        let errors: Capture
    }

    /// Why it has no ending.
    enum Failure: Error, Equatable {
        case notStarted(String)
        case timedOut
        case stopped
    }

    /// The beginning of a stream.
    struct Capture {
        /// The most that is kept.
        static let mostBytes = 256 << 10

        var bytes: [UInt8] = []
        /// Whether there was more.
        var isCut = false

        mutating func add(_ more: ArraySlice<UInt8>) {
            let room = Self.mostBytes - bytes.count
            bytes += more.prefix(room)
            isCut = isCut || more.count > room
        }
    }

    /// How long what an ended program has left behind is read.
    private static let drain = Duration.milliseconds(500)
    /// How long a stopping process still waits for one that is under way.
    private static let grace = Duration.seconds(4)

    private let id: pid_t
    private var streams: [Int32]
    private var input: ArraySlice<UInt8>
    private let isStopped: () -> Bool

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - arguments: Its path and its arguments.
    ///   - environment: All of its variables.
    ///   - input: What it reads from standard input.
    ///   - timeout: After which its process group is killed.
    ///   - isStopped: Whether this process was asked to stop.
    /// - Returns: How it ended.
    /// - Throws: ``Failure`` when it has no ending of its own.
    static func run(
        _ arguments: [String], environment: [String: String], input: [UInt8],
        timeout: Duration, isStopped: () -> Bool
    ) throws(Failure) -> Ending {
        ignoreBrokenPipes
        return try withoutActuallyEscaping(isStopped) { isStopped throws(Failure) in
            var child = try ChildProcess(arguments, environment, input, isStopped)
            return try child.attend(timeout)
        }
    }

    /// Writing to a program that has gone is an error, not a signal.
    private static let ignoreBrokenPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

    private init(
        _ arguments: [String], _ environment: [String: String], _ input: [UInt8],
        _ isStopped: @escaping () -> Bool
    ) throws(Failure) {
        var pipes: [(read: Int32, write: Int32)] = []
        for _ in 0..<3 {
            guard let pipe = Self.pipe() else { throw Self.failure("make a pipe") }
            pipes.append(pipe)
        }
        let theirs = [pipes[0].read, pipes[1].write, pipes[2].write]
        defer { theirs.forEach { close($0) } }
        let ours = [pipes[0].write, pipes[1].read, pipes[2].read]
        do throws(Failure) {
            id = try Self.spawn(arguments, environment, theirs)
        } catch {
            ours.forEach { close($0) }
            throw error
        }
        ours.forEach { _ = fcntl($0, F_SETFL, O_NONBLOCK) }
        streams = ours
        self.input = input[...]
        self.isStopped = isStopped
        if input.isEmpty { closeStream(0) }
    }

    /// Both ends lie above the standard ones, so that none of them is in the way of another.
    private static func pipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { return nil }
        let high = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
        ends.forEach { close($0) }
        return (high[0], high[1])
    }

    private static func failure(_ what: String, _ code: Int32 = errno) -> Failure {
        .notStarted("cannot \(what): \(String(cString: strerror(code)).lowercased())")
    }
}

// MARK: - Starting

extension ChildProcess {
    private static func spawn(
        _ arguments: [String], _ environment: [String: String], _ streams: [Int32]
    ) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (place, stream) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, stream, Int32(place))
        }
        closeAll(above: STDERR_FILENO, &actions)
        var attributes = attributes()
        defer { posix_spawnattr_destroy(&attributes) }
        var id: pid_t = 0
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let program = arguments[0]
        let code = withTexts(arguments) { arguments in
            withTexts(variables) { variables in
                posix_spawn(&id, program, &actions, &attributes, arguments, variables)
            }
        }
        guard code == 0 else { throw failure("start \"\(program)\"", code) }
        return id
    }

    /// A group of its own, no signal held back, every signal with its usual effect.
    private static func attributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawnattr_setpgroup(&attributes, 0)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        return attributes
    }

    /// Closes what we and whoever started us have open, in the child itself: what another thread
    /// opens meanwhile is closed too.
    ///
    /// The function is in glibc since 2.34, and in no header that Swift sees.
    private static func closeAll(
        above lowest: Int32, _ actions: inout posix_spawn_file_actions_t
    ) {
        typealias CloseFrom =
            @convention(c) (
                UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32
            ) -> Int32
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else {
            preconditionFailure("glibc 2.34 or later is what this program is built for")
        }
        _ = unsafeBitCast(symbol, to: CloseFrom.self)(&actions, lowest + 1)
    }

    /// Lends texts as a list that ends with a null pointer, and wipes them afterwards.
    private static func withTexts<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer {
            for copy in copies {
                copy.map { explicit_bzero($0, strlen($0)) }
                free(copy)
            }
        }
        return body(copies + [nil])
    }
}

// MARK: - Attending

extension ChildProcess {
    /// Feeds and reads the program until it has ended, then kills what is left of its group.
    private mutating func attend(_ timeout: Duration) throws(Failure) -> Ending {
        var captures = [Capture(), Capture(), Capture()]
        let start = ContinuousClock.now
        var stoppedAt: ContinuousClock.Instant?
        var endedAt: ContinuousClock.Instant?
        do throws(Failure) {
            while true {
                if endedAt == nil, hasEnded { endedAt = .now }
                let moved = exchange(&captures, waiting: endedAt == nil)
                let now = ContinuousClock.now
                if let endedAt, !moved || now - endedAt > Self.drain { break }
                if isStopped() { stoppedAt = stoppedAt ?? now }
                if now - start > timeout { throw .timedOut }
                if let stoppedAt, now - stoppedAt > Self.grace { throw .stopped }
            }
        } catch {
            _ = end()
            throw error
        }
        return Ending(status: end(), output: captures[1], errors: captures[2])
    }

    /// Whether the program has ended; it keeps its number until ``end()``.
    private var hasEnded: Bool {
        var info = siginfo_t()
        let flags = WEXITED | WNOHANG | WNOWAIT
        return waitid(P_PID, id_t(id), &info, flags) != 0 || info.si_signo == SIGCHLD
    }

    /// Kills what is left of the group, while its number is still ours, and gives the status.
    private mutating func end() -> Int32 {
        kill(-id, SIGKILL)
        for place in streams.indices { closeStream(place) }
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        let number = status & 0x7f
        return number == 0 ? (status >> 8) & 0xff : 128 + number
    }

    /// Writes and reads what can be at once.
    ///
    /// - Parameters:
    ///   - captures: What was read, by stream.
    ///   - waiting: Whether to wait a moment for something to do.
    /// - Returns: Whether anything moved.
    private mutating func exchange(_ captures: inout [Capture], waiting: Bool) -> Bool {
        var polls = streams.enumerated().map { place, stream in
            pollfd(fd: stream, events: Int16(place == 0 ? POLLOUT : POLLIN), revents: 0)
        }
        // The end of the program itself is no event here, hence the short wait.
        guard poll(&polls, nfds_t(polls.count), waiting ? 20 : 0) > 0 else { return false }
        var moved = false
        for (place, entry) in polls.enumerated() where entry.fd >= 0 && entry.revents != 0 {
            moved = (place == 0 ? feed() : read(place, &captures[place])) || moved
        }
        return moved
    }

    private mutating func feed() -> Bool {
        let count = input.withUnsafeBytes { write(streams[0], $0.baseAddress, $0.count) }
        if count > 0 { input = input.dropFirst(count) }
        if count < 0, errno == EAGAIN || errno == EINTR { return false }
        if count < 0 || input.isEmpty { closeStream(0) }
        return true
    }

    private mutating func read(_ place: Int, _ capture: inout Capture) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = Glibc.read(streams[place], &buffer, buffer.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return false }
        guard count > 0 else {
            closeStream(place)
            return true
        }
        capture.add(buffer[..<count])
        return true
    }

    private mutating func closeStream(_ place: Int) {
        guard streams[place] >= 0 else { return }
        close(streams[place])
        streams[place] = -1
    }
}
