import Foundation
import Glibc
import Synchronization

/// A listening socket on 127.0.0.1 that gives each connection a thread of its own.
final class Listener: Sendable {
    /// More connections at a time than these are closed at once.
    static let maxConnections = 512

    let port: Int
    private let socket: Int32
    private let open = Mutex<Set<Int32>>([])
    private let isStopped = Atomic(false)
    private let isRunning = Atomic(false)

    /// Why the port cannot be had.
    struct Unavailable: Error {
        let why: String
    }

    /// Listens on a port; 0 takes a free one.
    init(port: UInt16) throws(Unavailable) {
        let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        socket = Glibc.socket(AF_INET, flags, 0)
        var on: Int32 = 1
        setsockopt(
            socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, size) == 0 && listen(socket, SOMAXCONN) == 0
                    && getsockname(socket, address, &size) == 0
            }
        }
        guard isBound else {
            let why = String(cString: strerror(errno))
            close(socket)
            throw Unavailable(why: why)
        }
        self.port = Int(in_port_t(bigEndian: address.sin_port))
    }

    /// Accepts connections until ``stop()``; each is given to `serve` on its own thread.
    func run(_ serve: @escaping @Sendable (Int32) -> Void) {
        isRunning.store(true, ordering: .releasing)
        let thread = Thread { [self] in
            while !isStopped.load(ordering: .acquiring) {
                let connection = accept(socket, nil, nil)
                if connection >= 0 {
                    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                    begin(connection, serve)
                } else if errno != EINTR, errno != ECONNABORTED {
                    // Out of descriptors: give connections time to end.
                    usleep(10_000)
                }
            }
            close(socket)
        }
        thread.name = "emulator"
        thread.start()
    }

    private func begin(_ connection: Int32, _ serve: @escaping @Sendable (Int32) -> Void) {
        var on: Int32 = 1
        setsockopt(
            connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        let isTaken = open.withLock { open in
            open.count < Self.maxConnections && open.insert(connection).inserted
        }
        guard isTaken else {
            close(connection)
            return
        }
        let thread = Thread { [self] in
            serve(connection)
            open.withLock { open in
                open.remove(connection)
                close(connection)
            }
        }
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Stops accepting and ends all connections.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        if isRunning.load(ordering: .acquiring) {
            shutdown(socket, Int32(SHUT_RDWR))
        } else {
            close(socket)
        }
        open.withLock { open in
            for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }
}
