internal import Glibc
internal import Rotation

/// Reads Lua files.
enum SourceFile {
    /// The most a file may hold; one byte more is read, so that the loader can refuse it.
    static let mostBytes = 256 * 1_024

    /// The text of the file at `path`.
    ///
    /// - Throws: ``PolicyError/unreadable(path:why:)`` with the system's reason;
    ///   ``PolicyError/invalid(message:hint:)`` when it is not UTF-8.
    static func read(_ path: String) throws(PolicyError) -> String {
        guard let file = fopen(path, "rbe") else { throw unreadable(path) }
        defer { fclose(file) }
        let bytes = [UInt8](unsafeUninitializedCapacity: mostBytes + 1) { buffer, count in
            count = fread(buffer.baseAddress, 1, buffer.count, file)
        }
        guard ferror(file) == 0 else { throw unreadable(path) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalid(
                message: "\(path): the file is not UTF-8 text",
                hint: "save it as UTF-8; compiled Lua is not accepted")
        }
        return text
    }

    private static func unreadable(_ path: String) -> PolicyError {
        .unreadable(path: path, why: String(cString: strerror(errno)).lowercased())
    }
}
