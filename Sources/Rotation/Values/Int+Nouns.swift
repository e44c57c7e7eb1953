extension Int {
    /// The number with a noun that takes an s for several, such as `1 member` or `3 members`.
    package func of(_ noun: String) -> String {
        "\(self) \(noun)\(self == 1 ? "" : "s")"
    }
}
