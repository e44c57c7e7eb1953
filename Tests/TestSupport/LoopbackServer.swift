import Foundation
import Glibc
import Synchronization

/// A scripted HTTP/1.1 server on 127.0.0.1 that records what reaches it.
///
/// Each connection has a thread with blocking sockets; the script decides every answer, so that a
/// test can be as rude as a real network. It stops when its owner lets go of it.
package final class LoopbackServer: Sendable {
    /// One request as it came in.
    package struct Request: Sendable {
        package let method: String
        /// The request target: path and query.
        package let target: String
        /// Names in lower case.
        package let headers: [(name: String, value: String)]
        package let body: [UInt8]
        /// Which connection it came over, counted from 0.
        package let connection: Int

        package var text: String { String(decoding: body, as: UTF8.self) }

        package subscript(name: String) -> String? {
            headers.first { $0.name == name.lowercased() }?.value
        }
    }

    /// What the script does with a request.
    package enum Reply: Sendable {
        /// A whole answer with a content length; the connection is kept.
        case respond(status: Int, headers: [String], body: String)
        /// These bytes as they are, then the connection is closed.
        case raw(String)
        /// The connection is closed without an answer.
        case close
        /// Nothing at all until the client goes away.
        case silence

        package static func json(
            _ body: String, status: Int = 200, headers: [String] = []
        ) -> Reply {
            .respond(
                status: status, headers: ["Content-Type: application/json"] + headers, body: body)
        }
    }

    package typealias Script = @Sendable (Request) -> Reply

    package let port: UInt16
    private let core: Core

    /// Starts listening on a port of the system's choice.
    package init(_ script: @escaping Script) throws {
        (core, port) = try Core.listening(script)
        Thread.detachNewThread { [core] in core.acceptAll() }
    }

    /// Answers the requests with `replies` in turn, and then with silence.
    package convenience init(replies: [Reply]) throws {
        let rest = SharedQueue(replies)
        try self.init { _ in rest.next() ?? .silence }
    }

    deinit { core.stop() }

    /// Such as `http://127.0.0.1:40123`.
    package var url: String { "http://127.0.0.1:\(port)" }

    /// Every request so far, in the order in which they were complete.
    package var requests: [Request] { core.state.withLock(\.requests) }

    /// How many connections were accepted so far.
    package var acceptedConnections: Int { core.state.withLock(\.accepted) }
}

/// What the threads share; they keep it alive, not the server.
private final class Core: Sendable {
    struct State {
        var requests: [LoopbackServer.Request] = []
        var open: Set<Int32> = []
        var accepted = 0
        var isStopped = false
    }

    let state = Mutex(State())
    private let listener: Int32
    private let script: LoopbackServer.Script

    private init(listener: Int32, script: @escaping LoopbackServer.Script) {
        self.listener = listener
        self.script = script
    }

    static func listening(_ script: @escaping LoopbackServer.Script) throws -> (Core, UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 64) == 0
                    ? getsockname(listener, address, &length) : -1
            }
        }
        guard result == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        let port = UInt16(bigEndian: address.sin_port)
        return (Core(listener: listener, script: script), port)
    }

    func stop() {
        state.withLock { state in
            state.isStopped = true
            for socket in state.open { shutdown(socket, Int32(SHUT_RDWR)) }
        }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    func acceptAll() {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { break }
            let number = state.withLock { state -> Int? in
                guard !state.isStopped else { return nil }
                state.open.insert(socket)
                state.accepted += 1
                return state.accepted - 1
            }
            guard let number else { break }
            Thread.detachNewThread { [self] in serve(socket, number: number) }
        }
        close(listener)
    }

    private func serve(_ socket: Int32, number: Int) {
        var connection = Connection(socket: socket, number: number)
        while let request = connection.read() {
            state.withLock { $0.requests.append(request) }
            guard connection.send(script(request), isHead: request.method == "HEAD") else { break }
        }
        state.withLock { state in
            state.open.remove(socket)
            _ = close(socket)
        }
    }
}

/// One accepted connection.
private struct Connection {
    let socket: Int32
    let number: Int
    private var buffer: [UInt8] = []

    init(socket: Int32, number: Int) {
        self.socket = socket
        self.number = number
    }

    /// Waits for the next whole request; nil at the end of the connection.
    mutating func read() -> LoopbackServer.Request? {
        var end = headerEnd
        while end == nil {
            guard receive() else { return nil }
            end = headerEnd
        }
        guard let end else { return nil }
        let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
        let start = lines[0].split(separator: " ")
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                name: parts[0].lowercased(),
                value: String(parts.last ?? "").trimmingCharacters(in: .whitespaces)
            )
        }
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        buffer.removeFirst(end + 4)
        while buffer.count < length {
            guard receive() else { return nil }
        }
        defer { buffer.removeFirst(length) }
        return LoopbackServer.Request(
            method: String(start[0]), target: String(start[1]), headers: headers,
            body: Array(buffer[..<length]), connection: number)
    }

    /// Carries out a reply; false when the connection is over.
    mutating func send(_ reply: LoopbackServer.Reply, isHead: Bool) -> Bool {
        switch reply {
        case .respond(let status, let headers, let body):
            let lines = ["HTTP/1.1 \(status) Scripted", "Content-Length: \(body.utf8.count)"]
            let head = (lines + headers).joined(separator: "\r\n") + "\r\n\r\n"
            return write(head + (isHead ? "" : body))
        case .raw(let text):
            _ = write(text)
            return false
        case .close:
            return false
        case .silence:
            while receive() {}
            return false
        }
    }

    private var headerEnd: Int? {
        guard buffer.count >= 4 else { return nil }
        return (0...(buffer.count - 4)).first {
            buffer[$0] == 13 && buffer[$0 + 1] == 10 && buffer[$0 + 2] == 13 && buffer[$0 + 3] == 10
        }
    }

    private mutating func receive() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }

    private func write(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// A list that several threads take from.
private final class SharedQueue: Sendable {
    private let items: Mutex<[LoopbackServer.Reply]>

    init(_ items: [LoopbackServer.Reply]) {
        self.items = Mutex(items)
    }

    func next() -> LoopbackServer.Reply? {
        items.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}
