internal import HTTP
internal import Rotation

/// Replaces secret values in what comes back from a call by their symbolic form.
///
/// It knows a value raw, percent-encoded, JSON-escaped and in base64, also as part of a longer
/// base64 text.
struct Mask {
    private struct Needle {
        let bytes: [UInt8]
        let replacement: [UInt8]
    }

    /// Base64 pieces shorter than this would be found by chance.
    private static let shortestBase64 = 8

    private var needles: [Needle] = []

    /// Knows the values of `secrets`; the longest forms are replaced first.
    init(_ secrets: [(handle: SecretHandle, value: SecretValue)]) {
        for (handle, value) in secrets {
            let replacement = Array(handle.description.utf8)
            let forms = value.withBytes { Self.forms(of: Array($0)) }
            needles += Set(forms).map { Needle(bytes: $0, replacement: replacement) }
        }
        needles.sort { $0.bytes.count > $1.bytes.count }
    }

    /// The text with every form of every value replaced.
    func apply(_ text: String) -> String {
        String(decoding: apply(Array(text.utf8)), as: UTF8.self)
    }

    /// The bytes with every form of every value replaced.
    func apply(_ bytes: [UInt8]) -> [UInt8] {
        needles.reduce(bytes) { text, needle in
            Self.replace(needle.bytes, by: needle.replacement, in: text)
        }
    }

    /// The same for the beginning of a longer text, which may end within a value.
    func applyToCut(_ bytes: [UInt8]) -> [UInt8] {
        let text = apply(bytes)
        let cut = needles.map { Self.overlap(of: text, with: $0.bytes) }.max() ?? 0
        return Array(text.dropLast(cut))
    }

    /// How many bytes at the end of `text` are the beginning of `needle`.
    private static func overlap(of text: [UInt8], with needle: [UInt8]) -> Int {
        let most = min(needle.count - 1, text.count)
        return stride(from: most, to: 0, by: -1).first {
            text.suffix($0).elementsEqual(needle.prefix($0))
        } ?? 0
    }

    /// Overwrites the known forms; the mask finds nothing any more.
    mutating func wipe() {
        for index in needles.indices {
            var bytes = needles[index].bytes
            needles[index] = Needle(bytes: [], replacement: [])
            bytes.wipe()
        }
        needles = []
    }

    private static func forms(of value: [UInt8]) -> [[UInt8]] {
        let percent = value.percentEncoded
        let json = value.jsonEscaped
        let plain = [
            value, percent, lowercasedEscapes(percent), withPlus(percent), json,
            replace([UInt8(ascii: "/")], by: Array(#"\/"#.utf8), in: json),
        ]
        let base64 = [Base64.standard, Base64.url].flatMap { alphabet in
            (0...2).map { value.base64Core(offset: $0, alphabet: alphabet) }
        }
        return plain.filter { !$0.isEmpty } + base64.filter { $0.count >= shortestBase64 }
    }

    private static func lowercasedEscapes(_ percent: [UInt8]) -> [UInt8] {
        var text = percent
        for index in text.indices where text[index] == UInt8(ascii: "%") {
            for digit in (index + 1)...(index + 2) where text[digit] >= UInt8(ascii: "A") {
                text[digit] |= 0x20
            }
        }
        return text
    }

    private static func withPlus(_ percent: [UInt8]) -> [UInt8] {
        replace(Array("%20".utf8), by: [UInt8(ascii: "+")], in: percent)
    }

    private static func replace(
        _ needle: [UInt8], by replacement: [UInt8], in text: [UInt8]
    ) -> [UInt8] {
        guard let first = needle.first, text.count >= needle.count else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == first, text[index...].starts(with: needle) {
                result += replacement
                index += needle.count
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }
}
