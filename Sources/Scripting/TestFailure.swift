/// Why a test failed.
package struct TestFailure: Equatable, Sendable {
    /// One line: place and what was wrong.
    package let message: String
    /// The differences, where there are several.
    package let details: [String]
    /// The remedy, where it can be said.
    package let hint: String?

    /// Takes texts of a script, in which control characters are escaped.
    init(_ message: String, _ details: [String] = [], hint: String? = nil) {
        self.message = Self.plain(message)
        self.details = details.map(Self.plain)
        self.hint = hint
    }

    /// The text with control characters escaped, other than tabs.
    static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        return text.unicodeScalars.map { scalar in
            isHidden(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }.joined()
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\t"
        default: false
        }
    }
}
