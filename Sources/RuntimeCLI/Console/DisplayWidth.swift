extension Character {
    /// Columns of a terminal that the character takes: 0, 1 or 2.
    ///
    /// - SeeAlso: Unicode Standard Annex 11, "East Asian Width", classes W and F.
    var columns: Int {
        guard let scalar = unicodeScalars.first else { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        let isEmoji = unicodeScalars.contains {
            $0.properties.isEmojiPresentation || $0 == "\u{fe0f}"
        }
        return isEmoji || Self.wide.contains { $0 ~= scalar.value } ? 2 : 1
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff,
        0xa000...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
        0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff,
        0x20000...0x3fffd,
    ]
}

extension StringProtocol {
    /// Columns of a terminal that the text takes.
    var columns: Int { reduce(0) { $0 + $1.columns } }

    /// The text in at most so many columns, with an ellipsis where something was cut off.
    func clipped(to columns: Int) -> String {
        guard self.columns > columns else { return String(self) }
        var rest = columns - 1
        let kept = prefix { character in
            rest -= character.columns
            return rest >= 0
        }
        return columns > 0 ? kept + "…" : ""
    }

    /// The text without what would move a terminal's cursor or turn its text around.
    var printable: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .lineSeparator, .paragraphSeparator: " "
                    case .format where scalar.properties.isBidiControl: " "
                    default: scalar
                    }
                }))
    }
}

extension String {
    /// The text in lines of at most so many columns, broken between words where that is possible.
    func wrapped(to columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            if line.isEmpty {
                line = String(word)
            } else if line.columns + 1 + word.columns <= columns {
                line += " " + word
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return lines + [line]
    }
}
