/// Values as canonical JSON: members in order of their names, handles in symbolic form.
package enum ValueText {
    /// The JSON text of `value`; the same value always gives the same text.
    package static func encode(_ value: Value) -> String {
        var text = ""
        write(value, to: &text)
        return text
    }

    /// Reads a list that ``encode(_:)`` wrote, or nil when the text is none.
    package static func decodeList(_ text: String) -> [Value]? {
        if case .list(let items)? = decode(text) { items } else { nil }
    }

    /// Reads JSON text.
    ///
    /// - Parameters:
    ///   - text: What ``encode(_:)`` wrote; handles are read back from symbolic form.
    ///   - isForeign: Whether somebody else wrote it: then nothing in it is a handle.
    /// - Returns: The value; nil when it is no JSON.
    package static func decode(_ text: String, isForeign: Bool = false) -> Value? {
        JSONReader.read(text, isForeign: isForeign)
    }

    /// A JSON string literal.
    package static func quote(_ text: String) -> String {
        var literal = ""
        write(text, to: &literal)
        return literal
    }

    private static func write(_ value: Value, to text: inout String) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number): text += String(number)
        case .number(let number): text += number.description
        case .string(let string): write(string, to: &text)
        case .list(let items): write(items, to: &text)
        case .map(let members): write(members, to: &text)
        case .secret(let handle):
            text += "{\"$secret\":"
            write(handle.name, to: &text)
            text += ",\"$version\":\(handle.version)}"
        case .function(let number): text += "{\"$function\":\(number)}"
        }
    }

    private static func write(_ items: [Value], to text: inout String) {
        text += "["
        for (index, item) in items.enumerated() {
            if index > 0 { text += "," }
            write(item, to: &text)
        }
        text += "]"
    }

    /// A name that begins with "$" gets another one, so that no table can pass for a handle.
    private static func write(_ members: [String: Value], to text: inout String) {
        text += "{"
        for (index, (name, value)) in members.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { text += "," }
            write(name.utf8.first == UInt8(ascii: "$") ? "$\(name)" : name, to: &text)
            text += ":"
            write(value, to: &text)
        }
        text += "}"
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f && $0 != 0x22 && $0 != 0x5c }) {
            text += string
        } else {
            for scalar in string.unicodeScalars { escape(scalar, to: &text) }
        }
        text += "\""
    }

    private static func escape(_ scalar: Unicode.Scalar, to text: inout String) {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        case _ where scalar.value < 0x20 || scalar.value == 0x7f:
            let hex = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        default: text.unicodeScalars.append(scalar)
        }
    }
}
