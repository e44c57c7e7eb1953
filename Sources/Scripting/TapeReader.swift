internal import Rotation

/// One record of a tape: a whole value, or the head of a list or map whose members follow.
enum TapeItem {
    case null
    case bool(Bool)
    case int(Int64)
    case number(Double)
    case string(TapeText)
    /// The head of a list of this many members.
    case list(Int)
    /// The head of a map of this many keys and values.
    case map(Int)
    case secret(SecretHandle)
    case function(Int)
}

/// A piece of UTF-8 text on a tape; valid while the tape is.
struct TapeText {
    let bytes: UnsafeRawBufferPointer

    /// A copy that outlives the tape.
    var string: String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the text is `other`, byte for byte.
    func equals(_ other: StaticString) -> Bool {
        guard bytes.count == other.utf8CodeUnitCount else { return false }
        for index in 0..<bytes.count where bytes[index] != other.utf8Start[index] {
            return false
        }
        return true
    }
}

/// Reads a tape from its beginning; every read is checked against its end.
struct TapeReader {
    private let tape: UnsafeRawBufferPointer
    private var offset = 0

    /// Takes a tape that must outlive the reader.
    init(_ tape: UnsafeRawBufferPointer) {
        self.tape = tape
    }

    /// Whether everything has been read.
    var isAtEnd: Bool { offset == tape.count }

    /// Reads the next record.
    mutating func next() throws(PolicyError) -> TapeItem {
        switch TapeTag(rawValue: try word(UInt8.self)) {
        case .null: return .null
        case .false: return .bool(false)
        case .true: return .bool(true)
        case .int: return .int(try word(Int64.self))
        case .number:
            let number = Double(bitPattern: try word(UInt64.self))
            guard number.isFinite else { throw Self.malformed }
            return .number(number)
        case .string: return .string(try text())
        case .list: return .list(try length(ofItemsWithAtLeast: 1))
        case .map, .record: return .map(try length(ofItemsWithAtLeast: 5))
        case .secret:
            let version = try word(Int64.self)
            return .secret(SecretHandle(name: try text().string, version: Int(version)))
        case .function: return .function(Int(try word(UInt32.self)))
        case nil: throw Self.malformed
        }
    }

    /// Reads the head of a list and gives its count.
    mutating func list() throws(PolicyError) -> Int {
        guard case .list(let count) = try next() else { throw Self.malformed }
        return count
    }

    /// Reads the key of the next member of a map.
    mutating func text() throws(PolicyError) -> TapeText {
        let length = Int(try word(UInt32.self))
        guard length <= tape.count - offset else { throw Self.malformed }
        defer { offset += length }
        return TapeText(bytes: UnsafeRawBufferPointer(rebasing: tape[offset..<offset + length]))
    }

    /// Reads a count, which cannot be larger than what is left of the tape has room for.
    private mutating func length(ofItemsWithAtLeast size: Int) throws(PolicyError) -> Int {
        let count = Int(try word(UInt32.self))
        guard count <= (tape.count - offset) / size else { throw Self.malformed }
        return count
    }

    /// What has not been read.
    var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: tape[offset...]) }

    /// Reads a number in the machine's byte order.
    @inline(__always)
    mutating func word<Word: FixedWidthInteger>(
        _ type: Word.Type
    ) throws(PolicyError) -> Word {
        let size = MemoryLayout<Word>.size
        guard tape.count - offset >= size else { throw Self.malformed }
        defer { offset += size }
        return tape.loadUnaligned(fromByteOffset: offset, as: Word.self)
    }

    static let malformed = PolicyError.invalid(message: "a tape is malformed", hint: nil)
}
