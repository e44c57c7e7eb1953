import Rotation

/// A JSON object in the making, member by member; one that is nil is left out.
///
/// It is what is written for every decision, so it takes no detour over a ``Value``.
struct ObjectText {
    private var members = ""

    /// The object as it is by now.
    var text: String { "{\(members)}" }

    mutating func add(_ name: StaticString, _ number: Int64?) {
        number.map { add(name, json: String($0)) }
    }

    mutating func add(_ name: StaticString, _ instant: Instant?) {
        add(name, instant?.seconds)
    }

    mutating func add(_ name: StaticString, _ flag: Bool?) {
        flag.map { add(name, json: $0 ? "true" : "false") }
    }

    mutating func add(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        begin(name)
        ValueText.quote(text, onto: &members)
    }

    mutating func add(_ name: StaticString, _ texts: [String]) {
        add(name, json: "[\(texts.map(ValueText.quote).joined(separator: ","))]")
    }

    mutating func add(_ name: StaticString, _ object: ObjectText?) {
        guard let object else { return }
        begin(name)
        members += "{"
        members += object.members
        members += "}"
    }

    mutating func add(_ name: StaticString, _ objects: [ObjectText]) {
        add(name, json: "[\(objects.map(\.text).joined(separator: ","))]")
    }

    mutating func add(_ name: StaticString, value: Value) {
        add(name, json: ValueText.encode(value))
    }

    private mutating func add(_ name: StaticString, json: String) {
        begin(name)
        members += json
    }

    /// Adds a name, which needs no escapes.
    private mutating func begin(_ name: StaticString) {
        members += members.isEmpty ? "\"" : ",\""
        members += name.description
        members += "\":"
    }
}
