/// The header fields of a request, named without regard to case.
struct Headers: Equatable, Sendable {
    private(set) var fields: [Reply.Header] = []

    init(_ fields: [Reply.Header] = []) {
        self.fields = fields
    }

    /// The first value of that name.
    subscript(name: String) -> String? {
        let wanted = name.utf8
        return fields.first { field in
            field.name.utf8.count == wanted.count
                && zip(field.name.utf8, wanted).allSatisfy { Self.lower($0) == Self.lower($1) }
        }?.value
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
