import FlyingFox
import FlyingSocks
import Glibc

/// A socket pool that sets options on each socket it is given to wait for.
///
/// FlyingFox writes head and body of a response one after the other; without `TCP_NODELAY` the body
/// would wait for the other side's delayed acknowledgement. Its sockets are also kept from child
/// processes, which would hold a closed connection open.
struct PromptPool: AsyncSocketPool {
    private let base: any AsyncSocketPool = HTTPServer.defaultPool()

    func prepare() async throws {
        try await base.prepare()
    }

    func run() async throws {
        try await base.run()
    }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(socket.file.rawValue, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
        _ = fcntl(socket.file.rawValue, F_SETFD, FD_CLOEXEC)
        try await base.suspendSocket(socket, untilReadyFor: events)
    }
}
