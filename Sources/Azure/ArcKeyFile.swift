internal import Glibc

/// The file by which the agent of Azure Arc knows that its caller is an administrator.
///
/// - SeeAlso: Microsoft, "Authenticate against Azure resources with Azure Arc-enabled servers".
enum ArcKeyFile {
    /// The one folder from which a file is accepted.
    static let folder = "/var/opt/azcmagent/tokens"
    private static let maxBytes = 4_096

    /// Why a file is not read.
    struct Problem: Error, Equatable {
        let why: String
    }

    /// Reads the file that a challenge `Basic realm=PATH` names.
    ///
    /// A path elsewhere, a link, another suffix or a large file could be meant to make us send
    /// something that is none of the agent's business.
    static func read(challenge: String?, below folder: String) throws(Problem) -> String {
        guard let challenge, let start = challenge.firstRange(of: "realm=")?.upperBound,
            challenge.lowercased().hasPrefix("basic ")
        else { throw Problem(why: "it names no file") }
        let path = challenge[start...].filter { $0 != "\"" }
        guard let slash = path.lastIndex(of: "/"), path[..<slash] == folder else {
            throw Problem(why: "\"\(path)\" is not in \(folder)")
        }
        guard path.hasSuffix(".key"), path[slash...].count > "/.key".count else {
            throw Problem(why: "\"\(path)\" is no .key file")
        }
        return try read(String(path))
    }

    private static func read(_ path: String) throws(Problem) -> String {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw Problem(why: "\"\(path)\" cannot be opened") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Problem(why: "\"\(path)\" is no regular file")
        }
        var bytes = [UInt8](repeating: 0, count: maxBytes + 1)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count > 0, count <= maxBytes else {
            throw Problem(why: "\"\(path)\" is empty or larger than \(maxBytes) bytes")
        }
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        guard text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw Problem(why: "\"\(path)\" holds more than printable text")
        }
        return text
    }
}
