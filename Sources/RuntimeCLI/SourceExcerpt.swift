import Foundation
import Rotation

/// The line of a file that an error text is about, with the name it is about marked.
struct SourceExcerpt {
    let lines: [String]

    /// Finds the line that a text such as `payments.lua:14: there is no field 'x'` names, or where
    /// the key stands of one such as `payments.lua: unknown key 'secrets.x'`.
    ///
    /// Lua shortens a long path, which then begins with dots; `file` is read in its place.
    init?(of message: String, file: String? = nil) {
        guard let end = message.firstRange(of: ".lua:")?.upperBound else { return nil }
        let named = String(message[..<message.index(before: end)])
        let path = named.hasPrefix("...") ? file ?? named : named
        guard let text = Self.text(of: path) else { return nil }
        let isConfiguration = URL(fileURLWithPath: path).lastPathComponent == "config.lua"
        let source = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { isConfiguration ? Self.masked(String($0)) : String($0) }
        let rest = message[end...]
        let names = Self.quoted(in: rest)
        if let number = Int(rest.prefix { $0.isASCII && $0.isNumber }) {
            guard source.indices.contains(number - 1) else { return nil }
            lines = Self.show(source[number - 1], number, marking: names.last)
        } else {
            guard let name = names.first, let index = Self.index(of: name, in: source) else {
                return nil
            }
            lines = Self.show(source[index], index + 1, marking: Self.key(name))
        }
    }

    /// The line without what its texts say: somebody may have written a secret there.
    private static func masked(_ line: String) -> String {
        let pattern = #/"(?:[^"\\]|\\.)*("?)|'(?:[^'\\]|\\.)*('?)|\[=*\[.*/#
        return line.replacing(pattern) { match in
            let quote = match.output.0.first.map { String($0) } ?? ""
            return quote == "[" ? "[[…" : quote + "…" + quote
        }
    }

    private static let widest = 90
    private static let mostBytes = 256 * 1_024

    /// The file's text, where it is one that can be a script.
    private static func text(of path: String) -> String? {
        let values = try? URL(fileURLWithPath: path).resolvingSymlinksInPath()
            .resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
        guard values?.isRegularFile == true, let size = values?.fileSize, size <= mostBytes else {
            return nil
        }
        return try? String(contentsOfFile: path, encoding: .utf8)
    }

    private static func show(_ line: String, _ number: Int, marking name: String?) -> [String] {
        let line = line.replacingOccurrences(of: "\t", with: "    ")
        let cut = ScriptText.escaped(String(line.unicodeScalars.prefix(widest)))
        let head = "\(number) | "
        guard let name, let range = range(of: name, in: cut) else { return [head + cut] }
        let blank = String(repeating: " ", count: head.count - 2) + "| "
        let lead = String(repeating: " ", count: cut.distance(from: cut.startIndex, to: range.0))
        return [head + cut, blank + lead + String(repeating: "^", count: range.1)]
    }

    /// Where the name stands as a whole word, if it does so just once: its start and its length.
    private static func range(of name: String, in line: String) -> (String.Index, Int)? {
        let found = line.ranges(of: name).filter { range in
            let before = line[..<range.lowerBound].last, after = line[range.upperBound...].first
            return !isWord(before) && !isWord(after)
        }
        guard found.count == 1, let range = found.first else { return nil }
        return (range.lowerBound, name.count)
    }

    private static func isWord(_ character: Character?) -> Bool {
        guard let character else { return false }
        return character.isLetter || character.isNumber || character == "_"
    }

    /// The last part of a path such as `needs.http[2]`.
    private static func key(_ path: String) -> String {
        let words = path.split { ".[]".contains($0) }.filter { Int($0) == nil }
        return words.last.map(String.init) ?? path
    }

    /// The line that gives the key a value, if it is just one.
    private static func index(of path: String, in source: [String]) -> Int? {
        let key = key(path)
        let found = source.indices.filter { index in
            let code = source[index].components(separatedBy: "--")[0]
            guard let range = range(of: key, in: code) else { return false }
            let rest = code[code.index(range.0, offsetBy: range.1)...]
            return rest.drop { $0 == " " }.first == "="
        }
        return found.count == 1 ? found.first : nil
    }

    /// The texts between single quotes, the function's name `in 'schedule': ` left out.
    private static func quoted(in text: Substring) -> [String] {
        let text = text.replacing(#/in '[^']*': /#, with: "", maxReplacements: 1)
        return text.matches(of: #/'([^']+)'/#).map { String($0.output.1) }
    }
}
