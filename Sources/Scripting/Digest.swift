internal import Crypto

internal import Rotation

/// Names a source by its content.
enum Digest {
    /// A SHA-256 in lower-case hexadecimal: of the text, or of the text with its modules.
    ///
    /// With modules the bytes hashed are 0xFF, which no UTF-8 text begins with, and then the text
    /// and each module's name and text, in the order of the names, each behind its length in eight
    /// bytes, the highest first.
    static func of(_ source: PolicySource) -> String {
        guard !source.modules.isEmpty else { return hex(Array(source.text.utf8)) }
        var bytes: [UInt8] = [0xFF]
        append(source.text, to: &bytes)
        let modules = source.modules.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (name, text) in modules {
            append(name, to: &bytes)
            append(text, to: &bytes)
        }
        return hex(bytes)
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt64(text.utf8.count).bigEndian) { bytes += $0 }
        bytes += text.utf8
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let hex = SHA256.hash(data: bytes).flatMap { byte in
            [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: hex, as: UTF8.self)
    }
}
