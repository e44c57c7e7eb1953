import Foundation

/// Values as canonical JSON: members in order of their names, handles in symbolic form.
package enum ValueText {
    /// The JSON text of `value`; the same value always gives the same text.
    package static func encode(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .number(let number): number.description
        case .string(let text): quote(text)
        case .list(let items): "[" + items.map(encode).joined(separator: ",") + "]"
        case .map(let members): encode(members)
        case .secret(let handle):
            object([("$secret", .string(handle.name)), ("$version", .int(Int64(handle.version)))])
        case .function(let number): object([("$function", .int(Int64(number)))])
        }
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
        let options = JSONSerialization.ReadingOptions.fragmentsAllowed
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: options)
        return object.map { value($0, isForeign) }
    }

    /// A JSON string literal.
    package static func quote(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            case "\r": literal += "\\r"
            case "\t": literal += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let hex = String(scalar.value, radix: 16)
                literal += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }

    /// A name that begins with "$" gets another one, so that no table can pass for a handle.
    private static func encode(_ members: [String: Value]) -> String {
        let pairs = members.map { ($0.key.hasPrefix("$") ? "$\($0.key)" : $0.key, $0.value) }
        return object(pairs)
    }

    private static func object(_ pairs: [(key: String, value: Value)]) -> String {
        let pairs = pairs.sorted { $0.key < $1.key }
        return "{" + pairs.map { quote($0.key) + ":" + encode($0.value) }.joined(separator: ",")
            + "}"
    }

    private static func value(_ object: Any, _ isForeign: Bool) -> Value {
        switch object {
        case let number as NSNumber:
            return value(number)
        case let text as String: return .string(text)
        case let items as [Any]: return .list(items.map { value($0, isForeign) })
        case let members as [String: Any]:
            let values = members.mapValues { value($0, isForeign) }
            return isForeign ? .map(values) : table(values)
        default: return .null
        }
    }

    /// Undoes what ``encode(_:)`` does to names that begin with "$".
    private static func table(_ members: [String: Value]) -> Value {
        if let name = members["$secret"]?.text, let version = members["$version"]?.integer {
            return .secret(SecretHandle(name: name, version: Int(version)))
        }
        let pairs = members.map {
            ($0.key.hasPrefix("$$") ? String($0.key.dropFirst()) : $0.key, $0.value)
        }
        return .map(Dictionary(pairs) { first, _ in first })
    }

    /// Foundation tells what a JSON number was by its C type code.
    private static func value(_ number: NSNumber) -> Value {
        switch UnicodeScalar(UInt8(bitPattern: number.objCType.pointee)) {
        case "c", "B": .bool(number.boolValue)
        case "d", "f": .number(number.doubleValue)
        default: .int(number.int64Value)
        }
    }
}
