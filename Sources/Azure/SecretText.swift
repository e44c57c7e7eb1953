internal import FoundationEssentials
internal import HTTP
internal import Rotation

/// Finds the value in an `addPassword` answer before anything else reads it.
enum SecretText {
    /// Takes the string member `secretText` of the outermost object out of `body`.
    ///
    /// In the body its characters are overwritten, so that no decoder makes a copy of them.
    /// - Returns: The value, or nil when there is no such member with at least one character.
    static func take(from body: inout [UInt8]) -> SecretValue? {
        guard let range = valueRange(in: body), !range.isEmpty else { return nil }
        let value = decode(body[range])
        for index in range { body[index] = UInt8(ascii: "*") }
        return value
    }

    /// Where the characters between the quotes of the member's value are.
    private static func valueRange(in body: [UInt8]) -> Range<Int>? {
        var depth = 0
        var index = 0
        while index < body.count {
            switch body[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case quote:
                let text = stringRange(at: index, in: body)
                index = text.upperBound
                let next = afterBlanks(index + 1, in: body)
                if depth == 1, body[text].elementsEqual(name), at(next, in: body) == colon {
                    let start = afterBlanks(next + 1, in: body)
                    return at(start, in: body) == quote ? stringRange(at: start, in: body) : nil
                }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// From after the quote at `start` to the closing quote, or to the end.
    private static func stringRange(at start: Int, in body: [UInt8]) -> Range<Int> {
        var index = start + 1
        while index < body.count, body[index] != quote {
            index += body[index] == backslash ? 2 : 1
        }
        return (start + 1)..<max(start + 1, min(index, body.count))
    }

    private static func decode(_ raw: ArraySlice<UInt8>) -> SecretValue? {
        guard raw.contains(backslash) else { return SecretValue(raw) }
        // The known alphabet needs no escapes, so that this copy is never made in practice.
        let list = try? JSONDecoder().decode(
            [String].self, from: Data([0x5b, quote] + raw + [quote, 0x5d]))
        return list?.first.map { SecretValue($0) }
    }

    private static func afterBlanks(_ index: Int, in body: [UInt8]) -> Int {
        body.indices[min(index, body.count)...].first { !" \t\r\n".utf8.contains(body[$0]) }
            ?? body.count
    }

    private static func at(_ index: Int, in body: [UInt8]) -> UInt8? {
        index < body.count ? body[index] : nil
    }

    private static let name = Array("secretText".utf8)
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let colon = UInt8(ascii: ":")
}
