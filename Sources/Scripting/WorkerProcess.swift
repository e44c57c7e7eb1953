internal import CLuaHost
internal import Glibc
internal import Rotation

/// A child process that holds one Lua state, and the socket to it; `worker.h` has the frames.
///
/// Before it sees a script it has given up every right to more than it has (`confine.c`), and it
/// has this socket only. Nothing it says is believed. It lives no longer than the thread that made
/// it.
final class WorkerProcess {
    let id: pid_t
    private let socket: Int32
    /// The last frame received.
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 8)
    /// How much longer the child may be waited for.
    private var allowance = Duration.zero
    private var loss: WorkerLoss?

    /// The most that follows a frame's header: a tape of 1 MiB, 64 KiB printed, two lengths.
    private static let mostBytes = (1 << 20) + (64 << 10) + 64
    /// Of a frame's kind and length.
    static let headerBytes = 8
    private static let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)

    /// Starts a child.
    ///
    /// - Throws: ``PolicyError/invalid(message:hint:)`` with the system's reason.
    init(_ worker: ScriptWorker) throws(PolicyError) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .noProcess(errno) }
        defer { close(ends[1]) }
        do throws(PolicyError) {
            id = try worker.spawn(socket: ends[1])
        } catch {
            close(ends[0])
            throw error
        }
        socket = ends[0]
    }

    deinit {
        _ = end()
        close(socket)
        memory.deallocate()
    }

    /// Lets the child take this long from now on; only the time spent waiting for it counts.
    func allow(_ duration: Duration) {
        allowance = duration
        let (seconds, attoseconds) = duration.components
        _ = host_allow(id, seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// Sends a whole frame.
    func send(_ frame: UnsafeRawBufferPointer) throws(WorkerLoss) {
        var sent = 0
        while sent < frame.count {
            let rest = UnsafeRawBufferPointer(rebasing: frame[sent...])
            let count = Glibc.send(socket, rest.baseAddress, rest.count, Self.flags)
            sent += max(count, 0)
            if count < 0 { try wait(for: POLLOUT) }
        }
    }

    /// Waits for a frame; its content is valid until the next one.
    func receive() throws(WorkerLoss) -> (kind: Int, content: UnsafeRawBufferPointer) {
        var count = 0
        var length = Self.headerBytes
        while count < length {
            try wait(for: POLLIN)
            count += try receive(at: count)
            if count >= Self.headerBytes { length = try wholeLength() }
        }
        guard count == length else { throw end(.nonsense) }
        let content = UnsafeRawBufferPointer(rebasing: memory[Self.headerBytes..<length])
        return (Int(memory.load(as: UInt32.self)), content)
    }

    /// Whether it is no more, though nobody here has ended it.
    var hasGone: Bool {
        var request = pollfd(fd: socket, events: 0, revents: 0)
        return poll(&request, 1, 0) == 1
    }

    /// Ends the child, unless it has ended, and leaves nothing of it behind.
    ///
    /// - Parameter reason: Why; without one it has ended by itself.
    /// - Returns: Why it is no more.
    func end(_ reason: WorkerLoss? = nil) -> WorkerLoss {
        if let loss { return loss }
        kill(id, SIGKILL)
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        let loss = reason ?? WorkerLoss(waitStatus: status)
        self.loss = loss
        return loss
    }

    /// Receives what there is, as far as the memory goes.
    private func receive(at offset: Int) throws(WorkerLoss) -> Int {
        let rest = UnsafeMutableRawBufferPointer(rebasing: memory[offset...])
        let count = recv(socket, rest.baseAddress, rest.count, Self.flags)
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { throw end() }
        return max(count, 0)
    }

    /// The length of the frame whose header has come, for which there is memory now.
    private func wholeLength() throws(WorkerLoss) -> Int {
        let length = Int(memory.load(fromByteOffset: 4, as: UInt32.self))
        guard length <= Self.mostBytes else { throw end(.nonsense) }
        let whole = Self.headerBytes + length
        if whole > memory.count { grow(to: whole) }
        return whole
    }

    private func grow(to count: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
        larger.copyMemory(from: UnsafeRawBufferPointer(memory))
        memory.deallocate()
        memory = larger
    }

    /// Waits until the socket is ready, or the child has gone.
    private func wait(for events: Int32) throws(WorkerLoss) {
        guard allowance > .zero else { throw end(.late) }
        let start = ContinuousClock.now
        var request = pollfd(fd: socket, events: Int16(events), revents: 0)
        let milliseconds = Int32(clamping: Int(allowance / .milliseconds(1)) + 1)
        _ = poll(&request, 1, milliseconds)
        allowance -= ContinuousClock.now - start
        let hasGone = request.revents & Int16(POLLHUP | POLLERR) != 0
        if hasGone, events == POLLOUT { throw end() }
    }
}
