package import Rotation

extension Signature {
    /// Takes anything in up to four arguments.
    package static let free = Signature(
        "Does what a test wants.",
        .ordered(["first", "second", "third", "fourth"].map { Parameter($0, .any, "anything") }))
}
