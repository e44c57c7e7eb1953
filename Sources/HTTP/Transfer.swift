/// What one transfer has received so far, and the rules it is under.
final class Transfer {
    /// The bytes of header lines that are accepted.
    static let maxHeaderBytes = 256 << 10

    /// Which addresses may be connected to.
    enum AddressRule {
        case any, loopback, `public`
    }

    let rule: AddressRule
    let maxBodyBytes: Int
    let isCancelled: () -> Bool
    private(set) var headers: [HTTPField] = []
    private(set) var body: [UInt8] = []
    /// The address that the rule refused, when there was one.
    private(set) var refused: IPAddress?
    private(set) var isTooLarge = false
    private var headerBytes = 0

    init(rule: AddressRule, maxBodyBytes: Int, isCancelled: @escaping () -> Bool) {
        self.rule = rule
        self.maxBodyBytes = maxBodyBytes
        self.isCancelled = isCancelled
    }

    /// Judges an address at the moment it is about to be connected to.
    func permits(_ address: IPAddress?) -> Bool {
        let isFine =
            switch rule {
            case .any: true
            case .loopback: address?.isLoopback == true
            case .public: address?.isPublic == true
            }
        if !isFine { refused = address }
        return isFine
    }

    /// Takes one raw header line; a status line begins a new response.
    ///
    /// - Returns: False when there are too many.
    func receive(headerLine line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.maxHeaderBytes else { return fail() }
        guard body.isEmpty else { return true }
        if line.starts(with: "HTTP/".utf8) {
            headers = []
        } else if line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t") {
            unfold(Self.trim(line[...]))
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            headers.append(HTTPField(Self.trim(line[..<colon]), Self.trim(line[(colon + 1)...])))
        }
        return true
    }

    /// Takes the next bytes of the body.
    ///
    /// - Returns: False when there are too many.
    func receive(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= maxBodyBytes else { return fail() }
        if body.isEmpty { body.reserveCapacity(min(maxBodyBytes, 16 << 10)) }
        body.append(contentsOf: bytes)
        return true
    }

    /// Gives the body away, so that its owner holds the only copy.
    func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }

    private func fail() -> Bool {
        isTooLarge = true
        return false
    }

    private func unfold(_ text: String) {
        guard let last = headers.indices.last, !text.isEmpty else { return }
        headers[last].value += " " + text
    }

    /// The text without blanks, tabs and line ends around it.
    private static func trim(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let isText: (UInt8) -> Bool = { $0 != 32 && !(9...13).contains($0) }
        guard let first = bytes.firstIndex(where: isText),
            let last = bytes.lastIndex(where: isText)
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
