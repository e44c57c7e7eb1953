/// The modules that a text asks for: the names in `require "lib.times"`.
///
/// Names that are no literals are not found; what stands in a comment is.
enum RequiredNames {
    private static let word = Array("require".utf8)

    /// The names in their order, each once; they may be of any form.
    static func of(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        var names: [String] = []
        var known: Set<String> = []
        var at = bytes.startIndex
        while let start = bytes[at...].firstIndex(of: word[0]) {
            at = start + 1
            guard bytes[start...].starts(with: word) else { continue }
            at = start + word.count
            guard let name = literal(bytes[at...]), known.insert(name).inserted else { continue }
            names.append(name)
        }
        return names
    }

    /// The text of the string literal that is the argument of a call.
    private static func literal(_ bytes: ArraySlice<UInt8>) -> String? {
        var rest = bytes.drop(while: isBlank)
        if rest.first == UInt8(ascii: "(") { rest = rest.dropFirst().drop(while: isBlank) }
        guard let quote = rest.popFirst(),
            quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
            let end = rest.firstIndex(of: quote)
        else { return nil }
        return String(validating: rest[..<end], as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (9...13).contains(byte)
    }
}
