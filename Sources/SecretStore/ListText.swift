import Rotation

/// A JSON list in the making, item by item; one that is nil is written as null.
///
/// It is what is written for every decision, so it takes no detour over a ``Value`` and grows in
/// one place; ``ListReader`` reads it back by place, because to look up names takes far longer.
struct ListText {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(1_024)
        bytes.append(UInt8(ascii: "["))
    }

    /// Ends it and gives the whole of it.
    mutating func close() -> String {
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func add(_ number: Int64?) {
        separate()
        guard let number else { return append("null") }
        append(number)
    }

    mutating func add(_ instant: Instant?) {
        add(instant?.seconds)
    }

    mutating func add(_ flag: Bool?) {
        separate()
        append(flag.map { $0 ? "true" : "false" } ?? "null")
    }

    mutating func add(_ text: String?) {
        separate()
        guard let text else { return append("null") }
        append(quoted: text)
    }

    mutating func add(_ texts: [String]) {
        add(texts) { text, list in list.add(text) }
    }

    /// Adds a list with an entry for each of `items`, which `fill` adds.
    mutating func add<Item>(_ items: [Item], _ fill: (Item, inout ListText) -> Void) {
        add { list in
            for item in items { fill(item, &list) }
        }
    }

    /// Adds a list of what `fill` adds to it.
    mutating func add(_ fill: (inout ListText) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "["))
        fill(&self)
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func separate() {
        if bytes.last != UInt8(ascii: "[") { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func append(_ text: StaticString) {
        bytes += UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    private mutating func append(quoted text: String) {
        var text = text
        text.withUTF8 { plain in
            guard plain.allSatisfy({ $0 >= 0x20 && $0 != 0x7f && $0 != 0x22 && $0 != 0x5c })
            else {
                bytes += ValueText.quote(String(decoding: plain, as: UTF8.self)).utf8
                return
            }
            bytes.append(UInt8(ascii: "\""))
            bytes += plain
            bytes.append(UInt8(ascii: "\""))
        }
    }

    private mutating func append(_ number: Int64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var first = digits.endIndex
            var rest = number.magnitude
            repeat {
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 { bytes.append(UInt8(ascii: "-")) }
            bytes += UnsafeBufferPointer(rebasing: digits[first...])
        }
    }
}
