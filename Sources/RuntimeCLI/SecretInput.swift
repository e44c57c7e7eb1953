import Foundation
import Rotation

/// A secret on standard input; never on a terminal, where it would be seen.
enum SecretInput {
    /// Longer than any client secret.
    private static let mostBytes = 4_096

    /// Reads one line, with or without its end.
    static func read() throws(Complaint) -> SecretValue {
        guard isatty(STDIN_FILENO) == 0 else {
            throw refusal("standard input is a terminal, where the secret would be seen")
        }
        var bytes = [UInt8](repeating: 0, count: mostBytes + 2)
        defer { bytes.withUnsafeMutableBytes { $0.initializeMemory(as: UInt8.self, repeating: 0) } }
        var count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeMutableBytes {
                Foundation.read(STDIN_FILENO, $0.baseAddress! + count, $0.count - count)
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { break }
            count += more
        }
        if count > 0, bytes[count - 1] == UInt8(ascii: "\n") { count -= 1 }
        if count > 0, bytes[count - 1] == UInt8(ascii: "\r") { count -= 1 }
        guard count > 0 else { throw refusal("standard input holds no secret") }
        guard count <= mostBytes, !bytes[..<count].contains(where: { $0 < 0x20 }) else {
            throw refusal("standard input holds something else than one line with a secret")
        }
        return SecretValue(bytes[..<count])
    }

    private static func refusal(_ why: String) -> Complaint {
        Complaint(
            why, hint: "pipe it in: runtime adopt NAME --key-id GUID --secret-stdin < FILE",
            exit: .usage)
    }
}
