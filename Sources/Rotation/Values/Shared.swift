/// A value that is copied often and changed seldom: its copies share it until one of them gets
/// another.
struct Shared<Value: Equatable & Sendable>: Equatable, Sendable {
    private var box: Box

    init(_ value: Value) {
        box = Box(value)
    }

    /// The value; setting it leaves other copies as they are.
    var value: Value {
        get { box.value }
        set { box = Box(newValue) }
    }

    static func == (left: Shared, right: Shared) -> Bool {
        left.box === right.box || left.value == right.value
    }

    private final class Box: Sendable {
        let value: Value

        init(_ value: Value) {
            self.value = value
        }
    }
}
