internal import Rotation

/// Writes values one after the other into memory that it keeps for the next tape.
///
/// A list is written as its count and then its members, a map as its count and then a key and a
/// value for each, a record as its shape and then its values. `host.h` describes the format.
struct TapeWriter: ~Copyable {
    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    /// Bytes written since the last ``clear()``.
    private(set) var count = 0

    init(capacity: Int = 1_024) {
        self.capacity = max(capacity, 64)
        memory = .allocate(byteCount: self.capacity, alignment: 1)
    }

    deinit {
        memory.deallocate()
    }

    /// The bytes written; they move with the next write.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: memory, count: count)
    }

    mutating func clear() {
        count = 0
    }

    mutating func null() {
        put(tag: .null)
    }

    mutating func bool(_ value: Bool) {
        put(tag: value ? .true : .false)
    }

    mutating func int(_ value: Int64) {
        put(tag: .int)
        put(value)
    }

    mutating func number(_ value: Double) {
        put(tag: .number)
        put(value.bitPattern)
    }

    mutating func string(_ value: String) {
        put(tag: .string)
        text(value)
    }

    mutating func string(_ value: StaticString) {
        put(tag: .string)
        append(UnsafeRawBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    mutating func secret(_ handle: SecretHandle) {
        put(tag: .secret)
        put(Int64(handle.version))
        text(handle.name)
    }

    /// Begins a list of `count` members.
    mutating func begin(list count: Int) {
        put(tag: .list)
        put(UInt32(truncatingIfNeeded: count))
    }

    /// Begins a map of `count` members, each of them a key and a value.
    mutating func begin(map count: Int) {
        put(tag: .map)
        put(UInt32(truncatingIfNeeded: count))
    }

    /// Begins a record; a value for every field of the shape follows.
    mutating func begin(record shape: TapeShape) {
        put(tag: .record)
        put(shape.number)
    }

    /// Writes the key of the member that follows.
    mutating func key(_ name: String) {
        text(name)
    }

    /// Writes the length of `value` in UTF-8, and that.
    mutating func text(_ value: String) {
        let done: Void? = value.utf8.withContiguousStorageIfAvailable { utf8 in
            append(UnsafeRawBufferPointer(utf8))
        }
        if done == nil { Array(value.utf8).withUnsafeBytes { append($0) } }
    }

    /// Writes the length of `source` and its bytes.
    mutating func append(_ source: UnsafeRawBufferPointer) {
        put(UInt32(truncatingIfNeeded: source.count))
        copy(source)
    }

    /// Writes bytes as they are.
    mutating func copy(_ source: UnsafeRawBufferPointer) {
        reserve(source.count)
        if let start = source.baseAddress, !source.isEmpty {
            (memory + count).copyMemory(from: start, byteCount: source.count)
        }
        count += source.count
    }

    @inline(__always)
    private mutating func put(tag: TapeTag) {
        put(tag.rawValue)
    }

    /// Writes a number in the machine's byte order.
    @inline(__always)
    mutating func put<Word: FixedWidthInteger>(_ word: Word) {
        reserve(MemoryLayout<Word>.size)
        memory.storeBytes(of: word, toByteOffset: count, as: Word.self)
        count += MemoryLayout<Word>.size
    }

    /// Replaces a number that was written at `offset`.
    mutating func replace(at offset: Int, by word: UInt32) {
        memory.storeBytes(of: word, toByteOffset: offset, as: UInt32.self)
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(by: more) }
    }

    private mutating func grow(by more: Int) {
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 1)
        larger.copyMemory(from: memory, byteCount: count)
        memory.deallocate()
        memory = larger
    }
}
