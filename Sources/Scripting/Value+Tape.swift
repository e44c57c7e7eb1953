internal import Rotation

extension TapeWriter {
    /// Writes a whole value; a function becomes null, as none can be given to a script.
    mutating func value(_ value: Value) {
        switch value {
        case .null, .function: null()
        case .bool(let flag): bool(flag)
        case .int(let number): int(number)
        case .number(let value): number(value)
        case .string(let text): string(text)
        case .list(let members): list(members)
        case .map(let members): map(members)
        case .secret(let handle): secret(handle)
        }
    }

    /// Writes the members as one list.
    mutating func list(_ members: [Value]) {
        begin(list: members.count)
        for member in members { value(member) }
    }

    private mutating func map(_ members: [String: Value]) {
        begin(map: members.count)
        for (name, member) in members {
            key(name)
            value(member)
        }
    }
}

extension TapeReader {
    /// The deepest nesting a reader follows; what Lua writes is never deeper.
    private static let depth = 64

    /// Reads a whole value.
    mutating func value() throws(PolicyError) -> Value {
        try value(depth: 0)
    }

    /// Reads a list whole.
    mutating func values() throws(PolicyError) -> [Value] {
        try members(count: try list(), depth: 0)
    }

    private mutating func value(depth: Int) throws(PolicyError) -> Value {
        guard depth < Self.depth else { throw Self.malformed }
        switch try next() {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .int(let number): return .int(number)
        case .number(let number): return .number(number)
        case .string(let text): return .string(text.string)
        case .list(let count): return .list(try members(count: count, depth: depth + 1))
        case .map(let count): return .map(try named(count: count, depth: depth + 1))
        case .secret(let handle): return .secret(handle)
        case .function(let number): return .function(number)
        }
    }

    private mutating func members(count: Int, depth: Int) throws(PolicyError) -> [Value] {
        var members: [Value] = []
        for _ in 0..<count { members.append(try value(depth: depth)) }
        return members
    }

    private mutating func named(count: Int, depth: Int) throws(PolicyError) -> [String: Value] {
        var members: [String: Value] = [:]
        for _ in 0..<count {
            let name = try text().string
            members[name] = try value(depth: depth)
        }
        return members
    }
}
