/// The forms in which a value may come back from where it was sent.
extension Collection<UInt8> {
    /// As it stands between the quotes of a JSON string; slashes stay as they are.
    var jsonEscaped: [UInt8] {
        reduce(into: []) { text, byte in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 8: text += Array(#"\b"#.utf8)
            case 9: text += Array(#"\t"#.utf8)
            case 10: text += Array(#"\n"#.utf8)
            case 12: text += Array(#"\f"#.utf8)
            case 13: text += Array(#"\r"#.utf8)
            case 0..<32:
                text += Array(#"\u00"#.utf8)
                text += [hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            default: text.append(byte)
            }
        }
    }

    /// The characters of its base64 form that do not depend on what stands around it.
    ///
    /// - Parameters:
    ///   - offset: How many bytes stand before it in its group of three: 0 to 2.
    ///   - alphabet: The 64 characters.
    /// - Returns: The characters, without padding.
    func base64Core(offset: Int, alphabet: [UInt8]) -> [UInt8] {
        let bytes = [UInt8](repeating: 0, count: offset) + self
        let first = (offset * 8 + 5) / 6
        let end = bytes.count * 8 / 6
        guard first < end else { return [] }
        return (first..<end).map { index in
            let bit = index * 6
            let high = UInt16(bytes[bit / 8]) << 8
            let low = bit / 8 + 1 < bytes.count ? UInt16(bytes[bit / 8 + 1]) : 0
            return alphabet[Int((high | low) >> (10 - bit % 8) & 63)]
        }
    }
}

/// The two alphabets of RFC 4648.
enum Base64 {
    static let standard = letters + Array("+/".utf8)
    static let url = letters + Array("-_".utf8)
    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
}

private let hexDigits = Array("0123456789ABCDEF".utf8)
