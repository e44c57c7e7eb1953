import Foundation

/// Keys from standard input, one at a time; keys typed ahead wait for the next reader.
final class Keyboard {
    private var decoder = KeyDecoder()
    private var bytes: [UInt8] = []

    /// Milliseconds after which an escape byte was the key and begins no sequence.
    private static let patience: Int32 = 50

    /// Waits for the next key.
    func next() -> Key {
        while true {
            while !bytes.isEmpty {
                if let key = decoder.take(bytes.removeFirst()) { return key }
            }
            switch wait() {
            case 0: if let key = decoder.flush() { return key }
            case 1...: guard fill() else { return .hangup }
            default: if errno == EINTR { return .resized } else { return .hangup }
            }
        }
    }

    /// How many descriptors are ready; 0 after the patience, negative after a signal.
    private func wait() -> Int32 {
        var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return poll(&input, 1, decoder.isWaiting ? Self.patience : -1)
    }

    private func fill() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(STDIN_FILENO, &buffer, buffer.count)
        guard count > 0 else { return false }
        bytes = Array(buffer[..<count])
        return true
    }
}
