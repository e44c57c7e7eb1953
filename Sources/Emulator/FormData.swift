/// Names and values as HTML forms and URL queries send them.
///
/// - SeeAlso: WHATWG URL, "application/x-www-form-urlencoded".
struct FormData: Sendable {
    struct Field: Equatable, Sendable {
        var name: String
        var value: String
    }

    var fields: [Field]

    /// Splits at `&` and `=` and decodes each part; what is badly encoded is taken literally.
    init(parsing text: some StringProtocol) {
        fields = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Field(
                name: Self.decode(parts[0], plusIsBlank: true),
                value: parts.count > 1 ? Self.decode(parts[1], plusIsBlank: true) : "")
        }
    }

    /// The first value of that name.
    subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Undoes percent encoding.
    static func decode(_ text: some StringProtocol, plusIsBlank: Bool = false) -> String {
        let source = Array(text.utf8)
        guard source.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") })
        else { return String(text) }
        var bytes: [UInt8] = []
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let high = Character(Unicode.Scalar(source[index + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(source[index + 2])).hexDigitValue
            {
                bytes.append(UInt8(high * 16 + low))
                index += 3
            } else {
                let isBlank = plusIsBlank && source[index] == UInt8(ascii: "+")
                bytes.append(isBlank ? UInt8(ascii: " ") : source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether every `%` begins an encoded byte and the bytes are UTF-8.
    static func isWellEncoded(_ text: some StringProtocol) -> Bool {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexValue),
                let low = rest.popFirst().flatMap(hexValue)
            else { return false }
            bytes.append(high * 16 + low)
        }
        return String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(0)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }
}
