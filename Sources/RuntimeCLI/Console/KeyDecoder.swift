/// Turns the bytes of a terminal into keys: UTF-8, control characters and escape sequences.
///
/// - SeeAlso: ECMA-48, section 5.4; XTerm Control Sequences, "PC-Style Function Keys".
struct KeyDecoder {
    private var pending: [UInt8] = []

    /// Whether the bytes so far may be the beginning of something longer.
    var isWaiting: Bool { !pending.isEmpty }

    /// Takes one byte; gives the key that it completes.
    mutating func take(_ byte: UInt8) -> Key? {
        pending.append(byte)
        switch Self.read(pending) {
        case .unfinished: return nil
        case .key(let key):
            pending = []
            return key
        case .twoEscapes:
            pending = [byte]
            return .escape
        case .nothing:
            pending = []
            return nil
        }
    }

    /// Nothing followed for a while: an escape byte alone was the escape key.
    mutating func flush() -> Key? {
        defer { pending = [] }
        return pending.first == Self.escape && pending.count <= 2 ? .escape : nil
    }

    private static let escape: UInt8 = 0x1b

    private enum Reading {
        case unfinished
        case key(Key)
        /// The second one may begin a sequence.
        case twoEscapes
        /// Complete, but no key that anybody uses.
        case nothing
    }

    private static func read(_ bytes: [UInt8]) -> Reading {
        switch bytes[0] {
        case escape: sequence(bytes)
        case 0x0a, 0x0d: .key(.enter)
        case 0x09: .key(.tab)
        case 0x08, 0x7f: .key(.backspace)
        case 0x01...0x1a: .key(.control(Character(UnicodeScalar(bytes[0] + 0x60))))
        case 0x20..<0x7f: .key(.text(UnicodeScalar(bytes[0])))
        case 0xc2..<0xf5: scalar(bytes)
        default: .nothing
        }
    }

    private static func scalar(_ bytes: [UInt8]) -> Reading {
        let length = bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4
        guard bytes.dropFirst().allSatisfy({ 0x80..<0xc0 ~= $0 }) else { return .nothing }
        guard bytes.count == length else { return .unfinished }
        guard let text = String(validating: bytes, as: UTF8.self),
            let scalar = text.unicodeScalars.first, !(0x80..<0xa0 ~= scalar.value)
        else { return .nothing }
        return .key(.text(scalar))
    }

    private static func sequence(_ bytes: [UInt8]) -> Reading {
        guard bytes.count > 1 else { return .unfinished }
        switch bytes[1] {
        case escape: return .twoEscapes
        case UInt8(ascii: "["):
            guard bytes.count > 2, let last = bytes.last else { return .unfinished }
            guard 0x40...0x7e ~= last else { return bytes.count > 16 ? .nothing : .unfinished }
            return named(String(decoding: bytes[2...], as: UTF8.self))
        case UInt8(ascii: "O"):
            guard bytes.count > 2 else { return .unfinished }
            return named(String(decoding: bytes[2...], as: UTF8.self))
        case UInt8(ascii: "b"): return .key(.wordLeft)
        case UInt8(ascii: "f"): return .key(.wordRight)
        case 0x7f: return .key(.control("w"))
        default: return .nothing
        }
    }

    private static let names: [String: Key] = [
        "A": .up, "B": .down, "C": .right, "D": .left, "H": .home, "F": .end, "Z": .backTab,
        "1~": .home, "7~": .home, "4~": .end, "8~": .end, "3~": .delete, "5~": .pageUp,
        "6~": .pageDown, "M": .enter, "1;5C": .wordRight, "1;5D": .wordLeft, "1;3C": .wordRight,
        "1;3D": .wordLeft,
    ]

    private static func named(_ name: String) -> Reading {
        names[name].map { .key($0) } ?? .nothing
    }
}
