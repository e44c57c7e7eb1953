// Either module may own the socket types, whichever is loaded first.
import CCurl
import Glibc

/// A numeric address of either family, to be judged before it is connected to.
package struct IPAddress: Equatable, Sendable {
    /// 4 or 16 bytes in network order; an IPv4 address in IPv6 clothes counts as the IPv4 one.
    package let bytes: [UInt8]

    /// Reads `127.0.0.1`, `::1` or `[::1]`; nil for names and for anything else.
    package init?(_ text: String) {
        let bare =
            text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
        if let bytes = Self.parse(String(bare), AF_INET, 4) {
            self.init(bytes: bytes)
        } else if let bytes = Self.parse(String(bare), AF_INET6, 16) {
            self.init(bytes: bytes)
        } else {
            return nil
        }
    }

    /// Takes the address out of what the resolver or libcurl gives; nil for other families.
    init?(_ address: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let inner = raw.load(as: sockaddr_in.self).sin_addr
            self.init(bytes: withUnsafeBytes(of: inner) { Array($0) })
        case AF_INET6:
            let inner = raw.load(as: sockaddr_in6.self).sin6_addr
            self.init(bytes: withUnsafeBytes(of: inner) { Array($0) })
        default:
            return nil
        }
    }

    /// Takes 4 or 16 bytes, unwrapping IPv4 that is mapped, translated (NAT64) or tunnelled (6to4).
    init(bytes: [UInt8]) {
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        let translated: [UInt8] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]
        if bytes.count == 16, bytes.starts(with: mapped) || bytes.starts(with: translated) {
            self.bytes = Array(bytes[12...])
        } else if bytes.count == 16, bytes.starts(with: [0x20, 0x02]) {
            self.bytes = Array(bytes[2..<6])
        } else {
            self.bytes = bytes
        }
    }

    private static func parse(_ text: String, _ family: Int32, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}

extension IPAddress {
    /// 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == Self.loopback6
    }

    /// Where cloud hosts answer with credentials: 169.254.0.0/16, fe80::/10 and Azure's wire server.
    package var isLinkLocalOrMetadata: Bool {
        bytes.count == 4
            ? bytes.starts(with: [169, 254]) || bytes == [168, 63, 129, 16]
            : bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80
    }

    /// Whether it is an ordinary address of the public internet.
    ///
    /// - SeeAlso: IANA IPv4 and IPv6 Special-Purpose Address Registries.
    package var isPublic: Bool {
        if isLoopback || isLinkLocalOrMetadata { return false }
        return bytes.count == 4 ? isPublic4 : isPublic6
    }

    private var isPublic4: Bool {
        switch (bytes[0], bytes[1], bytes[2]) {
        case (0, _, _), (10, _, _), (100, 64...127, _), (172, 16...31, _), (192, 0, 0), (192, 0, 2),
            (192, 168, _), (198, 18...19, _), (198, 51, 100), (203, 0, 113), (224..., _, _):
            false
        default: true
        }
    }

    /// Only 2000::/3 is handed out; of it 2001::/23 (Teredo and others) and 2001:db8::/32 are not.
    private var isPublic6: Bool {
        guard bytes[0] & 0xe0 == 0x20 else { return false }
        let special = bytes.starts(with: [0x20, 0x01]) && bytes[2] < 2
        return !special && !bytes.starts(with: [0x20, 0x01, 0x0d, 0xb8])
    }

    private static let loopback6: [UInt8] = Array(repeating: 0, count: 15) + [1]
}

extension IPAddress: CustomStringConvertible {
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension IPAddress {
    /// Every address the system's resolver knows for `host`; empty when it knows none.
    static func resolve(_ host: String) -> [IPAddress] {
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, nil, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [IPAddress] = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ai_addr.flatMap({ IPAddress($0) }) {
                found.append(address)
            }
            next = entry.pointee.ai_next
        }
        return found
    }
}
