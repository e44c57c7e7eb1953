import Foundation
import Glibc

/// A GET from a server on this machine.
enum LoopbackGet {
    /// The JSON behind an `http` address with a loopback host; nil for anything else.
    static func json(_ address: String) -> JSON? {
        guard let url = URLComponents(string: address), url.scheme == "http",
            let host = url.host, Request.isLoopback(host),
            let port = UInt16(exactly: url.port ?? 80), let socket = connect(to: port)
        else { return nil }
        defer { close(socket) }
        let path = url.percentEncodedPath.isEmpty ? "/" : url.percentEncodedPath
        let query = url.percentEncodedQuery.map { "?\($0)" } ?? ""
        let text = "GET \(path)\(query) HTTP/1.0\r\nHost: \(host):\(port)\r\n\r\n"
        let sent = Array(text.utf8).withUnsafeBytes {
            send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == text.utf8.count else { return nil }
        return body(read(socket)).flatMap { try? JSON(parsing: $0) }
    }

    private static func connect(to port: UInt16) -> Int32? {
        let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(AF_INET, flags, 0)
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if !isConnected { close(socket) }
        return isConnected ? socket : nil
    }

    private static func read(_ socket: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while all.count < 1 << 20 {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            all += buffer.prefix(count)
        }
        return all
    }

    /// The body of a 200 that ends with its connection or its length.
    private static func body(_ answer: [UInt8]) -> [UInt8]? {
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let status = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
            .split(separator: " ").dropFirst().first
        return status == "200" ? Array(answer[end.upperBound...]) : nil
    }
}
