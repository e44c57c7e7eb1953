/// Reads JSON text into values.
///
/// - SeeAlso: RFC 8259.
struct JSONReader {
    private static let deepest = 512
    private let bytes: UnsafeBufferPointer<UInt8>
    /// Whether somebody else wrote it: then nothing in it is a handle.
    private let isForeign: Bool
    private var index = 0
    private var depth = 0

    /// The value of the whole text; nil when it is no JSON or nested deeper than 512.
    static func read(_ text: String, isForeign: Bool) -> Value? {
        var text = text
        return text.withUTF8 { bytes in
            var reader = JSONReader(bytes: bytes, isForeign: isForeign)
            let value = reader.value()
            reader.skipSpace()
            return reader.index == bytes.count ? value : nil
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, isForeign: Bool) {
        self.bytes = bytes
        self.isForeign = isForeign
    }

    private mutating func value() -> Value? {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return map()
        case UInt8(ascii: "["): return list().map { .list($0) }
        case UInt8(ascii: "\""): return string().map { .string($0) }
        case UInt8(ascii: "t"): return word("true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return word("false") ? .bool(false) : nil
        case UInt8(ascii: "n"): return word("null") ? .null : nil
        default: return number()
        }
    }

    private mutating func list() -> [Value]? {
        guard enter() else { return nil }
        defer { depth -= 1 }
        var items: [Value] = []
        if skip(UInt8(ascii: "]")) { return items }
        while let item = value() {
            items.append(item)
            if skip(UInt8(ascii: "]")) { return items }
            guard skip(UInt8(ascii: ",")) else { return nil }
        }
        return nil
    }

    private mutating func map() -> Value? {
        guard enter() else { return nil }
        defer { depth -= 1 }
        if skip(UInt8(ascii: "}")) { return .map([:]) }
        var members = [String: Value](minimumCapacity: 8)
        var isPlain = true
        while true {
            skipSpace()
            guard let name = string(), skip(UInt8(ascii: ":")), let member = value() else {
                return nil
            }
            members[name] = member
            if name.utf8.first == UInt8(ascii: "$") { isPlain = false }
            if skip(UInt8(ascii: "}")) {
                return isForeign || isPlain ? .map(members) : Self.table(members)
            }
            guard skip(UInt8(ascii: ",")) else { return nil }
        }
    }

    /// Undoes what ``ValueText/encode(_:)`` does to handles and to names that begin with "$".
    private static func table(_ members: [String: Value]) -> Value {
        if let name = members["$secret"]?.text, let version = members["$version"]?.integer {
            return .secret(SecretHandle(name: name, version: Int(version)))
        }
        let pairs = members.map {
            ($0.key.hasPrefix("$$") ? String($0.key.dropFirst()) : $0.key, $0.value)
        }
        return .map(Dictionary(pairs) { first, _ in first })
    }

    private mutating func number() -> Value? {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) {} else if !digits() { return nil }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            guard digits() else { return nil }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
            guard digits() else { return nil }
        }
        if isWhole, let number = whole(bytes[start..<index]) { return .int(number) }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        return Double(text).flatMap { $0.isFinite ? .number($0) : nil }
    }

    /// The number of digits that a sign may precede; nil when it is too large.
    private func whole(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        let isNegative = digits.first == UInt8(ascii: "-")
        var number: Int64 = 0
        for digit in digits.dropFirst(isNegative ? 1 : 0) {
            // Downwards: the least number has no positive counterpart.
            let (tenfold, isTooMuch) = number.multipliedReportingOverflow(by: 10)
            let (next, isTooLow) = tenfold.subtractingReportingOverflow(
                Int64(digit - UInt8(ascii: "0")))
            if isTooMuch || isTooLow { return nil }
            number = next
        }
        if isNegative { return number }
        return number == .min ? nil : -number
    }

    private mutating func digits() -> Bool {
        let start = index
        while let byte = peek, Self.isDigit(byte) { index += 1 }
        return index > start
    }

    private mutating func string() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = index
        while let byte = peek, byte >= 0x20 {
            if byte == UInt8(ascii: "\\") { return escapedString(from: start) }
            index += 1
            if byte == UInt8(ascii: "\"") {
                return String(decoding: bytes[start..<index - 1], as: UTF8.self)
            }
        }
        return nil
    }

    private mutating func escapedString(from start: Int) -> String? {
        var text = Array(bytes[start..<index])
        while let byte = peek, byte >= 0x20 {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escape() else { return nil }
                text += String(scalar).utf8
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard let byte = peek else { return nil }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return codePoint()
        default: return nil
        }
    }

    /// Four hexadecimal digits, or twice four for what lies beyond the basic plane.
    private mutating func codePoint() -> Unicode.Scalar? {
        guard let first = hexadecimal() else { return nil }
        guard 0xd800..<0xdc00 ~= first else { return Unicode.Scalar(first) }
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), let second = hexadecimal(),
            0xdc00..<0xe000 ~= second
        else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    }

    private mutating func hexadecimal() -> UInt32? {
        guard index + 4 <= bytes.count else { return nil }
        var number: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            number = number << 4 | UInt32(digit)
        }
        index += 4
        return number
    }

    private mutating func word(_ word: StaticString) -> Bool {
        for byte in UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount) {
            guard take(byte) else { return false }
        }
        return true
    }

    private mutating func enter() -> Bool {
        index += 1
        depth += 1
        return depth <= Self.deepest
    }

    /// Takes `byte` behind white space.
    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        return take(byte)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || 0x9...0xa ~= byte || byte == 0xd { index += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }
}
