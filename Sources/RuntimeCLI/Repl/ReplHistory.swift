import Foundation

/// The lines typed before, kept in a file that only its owner reads.
final class ReplHistory {
    private let path: String
    private(set) var lines: [String]
    /// The most lines that are kept.
    static let limit = 1_000

    /// Reads what is there; the file need not exist.
    init(path: String) {
        self.path = path
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let all = text.split(separator: "\n").map(String.init)
        lines = all.suffix(Self.limit)
        if all.count > Self.limit { rewrite() }
    }

    /// Keeps a line, unless it is blank or the same as the last.
    ///
    /// What cannot be written is remembered until the end of the process.
    func add(_ line: String) {
        guard !line.allSatisfy(\.isWhitespace), line != lines.last else { return }
        lines.append(line)
        if lines.count > Self.limit { lines.removeFirst() }
        append(line + "\n")
    }

    private func append(_ text: String) {
        makeFolder()
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        let bytes = Array(text.utf8)
        _ = write(file, bytes, bytes.count)
    }

    private func rewrite() {
        let draft = "\(path).\(getpid())"
        defer { unlink(draft) }
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        if write(file, bytes, bytes.count) == bytes.count { rename(draft, path) }
    }

    private func makeFolder() {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }
}
