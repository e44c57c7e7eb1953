internal import HTTP
internal import Rotation

/// Puts text and secret values together for one call, and remembers which values went in.
///
/// The values live as long as it does: for one call.
struct Content {
    private let reveal: (SecretHandle) throws(HostError) -> SecretValue
    private var revealed: [SecretHandle: SecretValue] = [:]

    init(_ call: HostCall) {
        reveal = call.reveal
    }

    /// The values that went in, in the order of their names.
    var secrets: [(handle: SecretHandle, value: SecretValue)] {
        revealed.sorted { ($0.key.name, $0.key.version) < ($1.key.name, $1.key.version) }
            .map { ($0.key, $0.value) }
    }

    /// The bytes of a text, a handle, or a list of these; nil for any other value.
    mutating func bytes(_ value: Value) throws(HostError) -> [UInt8]? {
        switch value {
        case .string(let text): return Array(text.utf8)
        case .secret(let handle): return try self.value(of: handle).withBytes { Array($0) }
        case .list(let items):
            var joined: [UInt8] = []
            for item in items {
                if case .list = item { return nil }
                guard var piece = try bytes(item) else { return nil }
                joined += piece
                piece.wipe()
            }
            return joined
        default: return nil
        }
    }

    /// The JSON text of `value` with secrets as strings, members in the order of their names.
    ///
    /// - Returns: Nil when something in it has no JSON form.
    mutating func json(_ value: Value) throws(HostError) -> [UInt8]? {
        switch value {
        case .null: return Array("null".utf8)
        case .bool(let flag): return Array((flag ? "true" : "false").utf8)
        case .int(let number): return Array(String(number).utf8)
        case .number(let number): return number.isFinite ? Array("\(number)".utf8) : nil
        case .string(let text): return Self.quoted(Array(text.utf8))
        case .secret(let handle):
            return try self.value(of: handle).withBytes { Self.quoted(Array($0)) }
        case .list(let items): return try array(items)
        case .map(let members): return try object(members)
        case .function: return nil
        }
    }

    private mutating func array(_ items: [Value]) throws(HostError) -> [UInt8]? {
        var text = Array("[".utf8)
        for (index, item) in items.enumerated() {
            guard let piece = try json(item) else { return nil }
            text += (index == 0 ? [] : Array(",".utf8)) + piece
        }
        return text + Array("]".utf8)
    }

    private mutating func object(_ members: [String: Value]) throws(HostError) -> [UInt8]? {
        var text = Array("{".utf8)
        for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
            guard let piece = try json(member.value) else { return nil }
            text += (index == 0 ? [] : Array(",".utf8)) + Self.quoted(Array(member.key.utf8))
            text += Array(":".utf8) + piece
        }
        return text + Array("}".utf8)
    }

    private mutating func value(of handle: SecretHandle) throws(HostError) -> SecretValue {
        if let known = revealed[handle] { return known }
        let value = try reveal(handle)
        revealed[handle] = value
        return value
    }

    private static func quoted(_ raw: [UInt8]) -> [UInt8] {
        [UInt8(ascii: "\"")] + raw.jsonEscaped + [UInt8(ascii: "\"")]
    }
}
