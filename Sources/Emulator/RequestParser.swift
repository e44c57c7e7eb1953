/// Reads requests from the bytes of one connection.
///
/// - SeeAlso: RFC 9112.
struct RequestParser {
    /// The largest head of a request, in bytes.
    static let maxHeadBytes = 64 << 10
    /// The most header fields.
    static let maxFields = 100
    /// The largest body that is kept; a larger one is read and refused in the service's own form.
    static let maxBodyBytes = 1 << 20
    /// The largest body that is read.
    static let maxReadBytes = 16 << 20

    private var buffer: [UInt8] = []
    private var start = 0
    /// How far the end of a head has been looked for.
    private var scanned = 0
    private var head: Head?
    private var body: [UInt8] = []
    private var bodyCount = 0
    private var rest = Rest.none

    private struct Head {
        let method: String
        let target: String
        let headers: Headers
        let isPersistent: Bool
    }

    /// What is still to come of the body.
    private enum Rest: Equatable {
        case none, bytes(Int), chunkSize, chunk(Int), chunkEnd, trailer
    }

    /// A request that breaks the protocol or a limit; the connection ends after the answer.
    struct Malformed: Error, Equatable {
        let status: Int
    }

    /// What the bytes so far make.
    enum Step {
        case incomplete
        /// The client waits to be told to send the body.
        case awaitsContinue
        case request(Request, isPersistent: Bool)
    }

    mutating func append(_ bytes: some Sequence<UInt8>) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            (start, scanned) = (0, 0)
        }
        buffer.append(contentsOf: bytes)
    }

    /// Goes on reading.
    mutating func next() throws(Malformed) -> Step {
        if head == nil {
            guard let fresh = try readHead() else { return .incomplete }
            head = fresh
            rest = try Self.framing(fresh.headers)
            if fresh.headers["Expect"]?.lowercased() == "100-continue", rest != .none,
                start == buffer.count
            {
                return .awaitsContinue
            }
        }
        guard try readBody(), let whole = head else { return .incomplete }
        let request = Request(
            method: whole.method, target: whole.target, headers: whole.headers,
            body: bodyCount > Self.maxBodyBytes ? nil : body)
        (head, body, bodyCount) = (nil, [], 0)
        return .request(request, isPersistent: whole.isPersistent)
    }
}

extension RequestParser {
    private mutating func readHead() throws(Malformed) -> Head? {
        while start < buffer.count, buffer[start] == 13 || buffer[start] == 10 { start += 1 }
        guard let end = endOfHead() else {
            guard buffer.count - start <= Self.maxHeadBytes else { throw Malformed(status: 431) }
            return nil
        }
        guard end - start <= Self.maxHeadBytes else { throw Malformed(status: 431) }
        let lines = buffer[start..<end].split(separator: 10, omittingEmptySubsequences: false)
            .map { $0.last == 13 ? $0.dropLast() : $0 }
        start = end + (buffer[end] == 13 ? 4 : 2)
        scanned = 0
        let first = lines[0].split(separator: 32, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard first.count == 3, first[0].utf8.allSatisfy(Self.isToken), !first[0].isEmpty,
            !first[1].isEmpty
        else { throw Malformed(status: 400) }
        guard first[2] == "HTTP/1.1" || first[2] == "HTTP/1.0" else {
            throw Malformed(status: first[2].hasPrefix("HTTP/") ? 505 : 400)
        }
        let headers = try Self.headers(lines.dropFirst())
        let connection = headers["Connection"]?.lowercased() ?? ""
        let isPersistent =
            first[2] == "HTTP/1.1" ? connection != "close" : connection == "keep-alive"
        return Head(
            method: first[0], target: first[1], headers: headers, isPersistent: isPersistent)
    }

    /// Where the blank line begins that ends the head.
    private mutating func endOfHead() -> Int? {
        var index = max(start, min(scanned, buffer.count) - 3)
        scanned = buffer.count
        while let line = buffer[index...].firstIndex(of: 10) {
            if line + 1 < buffer.count, buffer[line + 1] == 10 { return line }
            if line + 2 < buffer.count, buffer[line + 1] == 13, buffer[line + 2] == 10 {
                return line > start && buffer[line - 1] == 13 ? line - 1 : line
            }
            index = line + 1
        }
        return nil
    }

    private static func headers(_ lines: ArraySlice<ArraySlice<UInt8>>) throws(Malformed) -> Headers
    {
        guard lines.count <= maxFields else { throw Malformed(status: 431) }
        var fields: [Reply.Header] = []
        fields.reserveCapacity(lines.count)
        for line in lines {
            guard let colon = line.firstIndex(of: 58), colon > line.startIndex,
                line[..<colon].allSatisfy(isToken)
            else { throw Malformed(status: 400) }
            let isBlank = { (byte: UInt8) in byte == 32 || byte == 9 }
            var value = line[(colon + 1)...].drop(while: isBlank)
            while let last = value.last, isBlank(last) { value.removeLast() }
            guard !value.contains(0) else { throw Malformed(status: 400) }
            fields.append(
                .init(
                    String(decoding: line[..<colon], as: UTF8.self),
                    String(decoding: value, as: UTF8.self)))
        }
        return Headers(fields)
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        byte > 32 && byte < 127 && byte != 58
    }

    /// How the body ends; both ways at once is how requests are smuggled past a proxy.
    private static func framing(_ headers: Headers) throws(Malformed) -> Rest {
        let lengths = headers.fields.filter { $0.name.lowercased() == "content-length" }
        if let coding = headers["Transfer-Encoding"] {
            guard lengths.isEmpty, coding.lowercased() == "chunked" else {
                throw Malformed(status: coding.lowercased() == "chunked" ? 400 : 501)
            }
            return .chunkSize
        }
        guard let first = lengths.first else { return .none }
        guard lengths.allSatisfy({ $0.value == first.value }), !first.value.isEmpty,
            first.value.utf8.allSatisfy({ (48...57).contains($0) })
        else { throw Malformed(status: 400) }
        guard let count = Int(first.value), count <= maxReadBytes else {
            throw Malformed(status: 413)
        }
        return count == 0 ? .none : .bytes(count)
    }
}

extension RequestParser {
    /// Whether the body is whole.
    private mutating func readBody() throws(Malformed) -> Bool {
        while true {
            switch rest {
            case .none: return true
            case .bytes(let count):
                let left = take(count)
                rest = left == 0 ? .none : .bytes(left)
                if left > 0 { return false }
            case .chunk(let count):
                let left = take(count)
                rest = left == 0 ? .chunkEnd : .chunk(left)
                if left > 0 { return false }
            case .chunkSize:
                guard let line = try readLine() else { return false }
                let size = try Self.size(line)
                guard bodyCount + size <= Self.maxReadBytes else { throw Malformed(status: 413) }
                rest = size == 0 ? .trailer : .chunk(size)
            case .chunkEnd:
                guard let line = try readLine() else { return false }
                guard line.isEmpty else { throw Malformed(status: 400) }
                rest = .chunkSize
            case .trailer:
                guard let line = try readLine() else { return false }
                if line.isEmpty { rest = .none }
            }
        }
    }

    /// Takes up to `count` bytes of the body and gives how many are missing.
    private mutating func take(_ count: Int) -> Int {
        let taken = min(count, buffer.count - start)
        bodyCount += taken
        if bodyCount <= Self.maxBodyBytes { body += buffer[start..<start + taken] }
        start += taken
        return count - taken
    }

    private mutating func readLine() throws(Malformed) -> ArraySlice<UInt8>? {
        guard let end = buffer[start...].firstIndex(of: 10) else {
            guard buffer.count - start <= 4_096 else { throw Malformed(status: 400) }
            return nil
        }
        let line = buffer[start..<end]
        start = end + 1
        return line.last == 13 ? line.dropLast() : line
    }

    private static func size(_ line: ArraySlice<UInt8>) throws(Malformed) -> Int {
        let digits = line.prefix { $0 != 59 && $0 != 32 }
        guard !digits.isEmpty, digits.count <= 8,
            let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0
        else { throw Malformed(status: 400) }
        return size
    }
}
