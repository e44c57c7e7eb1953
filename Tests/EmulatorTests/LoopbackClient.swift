import Foundation
import Glibc

@testable import Emulator

/// A blocking HTTP client that shows exactly what came back over one new connection.
struct LoopbackClient {
    let port: Int

    /// The other side closed the connection before the whole answer had come.
    struct Closed: Error, Equatable {
        let bytesReceived: Int
    }

    struct Answer {
        let status: Int
        /// By name in lower case.
        let headers: [String: String]
        let body: [UInt8]

        var json: JSON {
            get throws { try JSON(parsing: body) }
        }
    }

    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: String? = nil
    ) throws -> Answer {
        let socket = try open()
        defer { close(socket) }
        try write(request(method, path, headers, body), to: socket)
        return try answer(from: socket)
    }

    /// Sends bytes as they are and gives everything that comes back until the end.
    func exchange(_ text: String) throws -> [UInt8] {
        let socket = try open()
        defer { close(socket) }
        try write(text, to: socket)
        shutdown(socket, Int32(SHUT_WR))
        var bytes: [UInt8] = []
        while let more = read(socket) { bytes += more }
        return bytes
    }

    func request(
        _ method: String, _ path: String, _ headers: [String: String], _ body: String?
    ) -> String {
        var lines = ["\(method) \(path) HTTP/1.1"]
        lines += headers.map { "\($0.key): \($0.value)" }
        if headers["Host"] == nil { lines.append("Host: 127.0.0.1:\(port)") }
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
    }

    func open() throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
        }
        guard status == 0 else {
            close(socket)
            throw POSIXError(.ECONNREFUSED)
        }
        return socket
    }

    func write(_ text: String, to socket: Int32) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw Closed(bytesReceived: 0) }
            rest = rest.dropFirst(sent)
        }
    }

    /// Whether the other side has sent nothing and is still there.
    func hasNothingToRead(_ socket: Int32) -> Bool {
        var byte: UInt8 = 0
        return recv(socket, &byte, 1, Int32(MSG_DONTWAIT)) == -1 && errno == EAGAIN
    }

    func hangUp(_ socket: Int32) {
        close(socket)
    }

    private func read(_ socket: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    func answer(from socket: Int32) throws -> Answer {
        var bytes: [UInt8] = []
        while true {
            if let answer = Answer(bytes) { return answer }
            guard let more = read(socket) else { throw Closed(bytesReceived: bytes.count) }
            bytes += more
        }
    }
}

extension LoopbackClient.Answer {
    /// Reads an answer; nil while it is not whole.
    init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        var lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
            .components(separatedBy: "\r\n")
        let status = lines.removeFirst().split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        var rest = Array(bytes[end.upperBound...])
        if headers["transfer-encoding"] == "chunked" {
            guard let whole = Self.unchunk(rest) else { return nil }
            rest = whole
        } else {
            let isEmpty = status.dropFirst().first == "204"
            guard let length = isEmpty ? 0 : headers["content-length"].flatMap({ Int($0) }),
                rest.count >= length
            else { return nil }
        }
        self.status = Int(status[1]) ?? 0
        self.headers = headers
        body = rest
    }

    private static func unchunk(_ bytes: [UInt8]) -> [UInt8]? {
        var rest = bytes[...]
        var whole: [UInt8] = []
        while let end = rest.firstRange(of: Array("\r\n".utf8)) {
            let digits = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
            guard let size = Int(digits, radix: 16) else { return nil }
            if size == 0 { return whole }
            let chunk = rest[end.upperBound...]
            guard chunk.count >= size + 2 else { return nil }
            whole += chunk.prefix(size)
            rest = chunk.dropFirst(size + 2)
        }
        return nil
    }
}
