internal import Rotation

/// What is wrong with a text form, in words that follow the name of what holds it.
package struct TextMistake: Error, Equatable {
    /// Such as `has an hour "25" that is not from 0 to 23`.
    package let message: String
    package let hint: String?

    init(_ message: String, _ hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}

extension FieldReader {
    /// What `parse` makes of a string, or nil when the field is absent.
    func parsed<Parsed>(
        _ name: String, _ parse: (String) throws(TextMistake) -> Parsed
    ) throws(PolicyError) -> Parsed? {
        guard let text = try text(name) else { return nil }
        do throws(TextMistake) {
            return try parse(text)
        } catch {
            throw self.error("'\(path)\(name)' \(error.message)", error.hint)
        }
    }
}
