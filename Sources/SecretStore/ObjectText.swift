import Rotation

/// A JSON object in the making, member by member; one that is nil is left out.
///
/// It is what is written for every decision, so it takes no detour over a ``Value`` and grows in
/// one place.
struct ObjectText {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(1_024)
        bytes.append(UInt8(ascii: "{"))
    }

    /// The object as it is by now.
    var text: String { String(decoding: bytes, as: UTF8.self) + "}" }

    mutating func add(_ name: StaticString, _ number: Int64?) {
        guard let number else { return }
        begin(name)
        append(number)
    }

    mutating func add(_ name: StaticString, _ instant: Instant?) {
        add(name, instant?.seconds)
    }

    mutating func add(_ name: StaticString, _ flag: Bool?) {
        guard let flag else { return }
        begin(name)
        append(flag ? "true" : "false")
    }

    mutating func add(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        begin(name)
        append(quoted: text)
    }

    mutating func add(_ name: StaticString, _ texts: [String]) {
        begin(name)
        list(texts) { $0.append(quoted: $1) }
    }

    /// Adds an object with the members that `fill` adds to it.
    mutating func add(_ name: StaticString, _ fill: (inout ObjectText) -> Void) {
        begin(name)
        nest(fill)
    }

    /// Adds a list of objects, each with the members that `fill` adds to it.
    mutating func add<Item>(
        _ name: StaticString, _ items: [Item], _ fill: (Item, inout ObjectText) -> Void
    ) {
        begin(name)
        list(items) { text, item in text.nest { fill(item, &$0) } }
    }

    mutating func add(_ name: StaticString, value: Value) {
        begin(name)
        bytes += ValueText.encode(value).utf8
    }

    /// Adds a name, which needs no escapes.
    private mutating func begin(_ name: StaticString) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        append(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func nest(_ fill: (inout ObjectText) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        fill(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func list<Item>(
        _ items: [Item], _ append: (inout ObjectText, Item) -> Void
    ) {
        bytes.append(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(&self, item)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func append(_ text: StaticString) {
        bytes += UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    private mutating func append(quoted text: String) {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f && $0 != 0x22 && $0 != 0x5c })
        else {
            bytes += ValueText.quote(text).utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        bytes += text.utf8
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ number: Int64) {
        guard number >= 0 else {
            bytes += String(number).utf8
            return
        }
        let start = bytes.count
        var rest = number
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
