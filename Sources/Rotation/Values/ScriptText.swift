/// Text that a script made, for a terminal or a log.
package enum ScriptText {
    /// The text with control characters escaped, so that it is one line and moves no cursor.
    package static func escaped(_ text: String) -> String {
        // Printable ASCII needs no look into the tables of Unicode.
        if text.utf8.allSatisfy({ 0x20...0x7e ~= $0 }) { return text }
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                line += scalar.escaped(asASCII: true)
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    /// What an error may say of it: one line of at most 2,000 characters.
    package static func brief(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let cut = scalars.prefix(2_000)
        let line = escaped(String(cut))
        return cut.endIndex == scalars.endIndex ? line : line + "..."
    }
}
