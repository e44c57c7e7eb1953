internal import Crypto

/// Names a source by its content.
enum Digest {
    /// The SHA-256 of the UTF-8 form, in lower-case hexadecimal.
    static func of(_ source: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let hex = SHA256.hash(data: Array(source.utf8)).flatMap { byte in
            [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: hex, as: UTF8.self)
    }
}
