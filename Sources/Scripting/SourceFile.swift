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
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path) }
        guard let file = fdopen(descriptor, "rb") else {
            defer { close(descriptor) }
            throw unreadable(path)
        }
        defer { fclose(file) }
        if let why = refusal(of: descriptor) { throw .unreadable(path: path, why: why) }
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

    /// A pipe or a device might never end, and a directory has no text.
    private static func refusal(of descriptor: Int32) -> String? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return "its kind is unknown" }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return nil
        case S_IFDIR: return "is a directory"
        default: return "is not a regular file"
        }
    }

    private static func unreadable(_ path: String) -> PolicyError {
        .unreadable(path: path, why: String(cString: strerror(errno)).lowercased())
    }
}
