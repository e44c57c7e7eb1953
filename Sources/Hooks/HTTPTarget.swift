internal import HTTP
internal import Rotation

/// Where a hook's HTTP call goes, in the one spelling that is both judged and sent.
struct HTTPTarget: Equatable, CustomStringConvertible {
    let method: String
    let url: HTTPURL
    /// Percent-encodings that are not needed are undone, the others are in capitals.
    let path: String

    /// Reads method and URL.
    ///
    /// - Throws: ``HostError/misuse(_:)`` also for a path that hides a way to its parent from us
    ///   but perhaps not from the server.
    init(method: String, url text: String) throws(HostError) {
        self.method = method
        do throws(TransportError) {
            url = try HTTPURL(text)
        } catch {
            throw .misuse("bad argument 'url' to http: \(error)")
        }
        guard let path = CanonicalPath.of(url.path) else {
            throw .misuse("bad argument 'url' to http: its path is malformed or hides a \"..\"")
        }
        self.path = path
    }

    /// What is sent.
    var text: String { url.origin + path + (url.query.map { "?\($0)" } ?? "") }

    /// Method, origin and path; queries may be long and are not judged.
    var description: String { "\(method) \(url.origin)\(path)" }

    /// The pattern to grant for it: its folder.
    var suggestion: String {
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return "\(method) \(url.origin)\(folder)"
    }
}

/// A granted method on a host below a path: `POST https://deploy.example.net/hooks/`.
struct HTTPPattern: Equatable {
    private let target: HTTPTarget

    /// Reads a pattern; nil when it is none or has a query.
    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, !words[0].isEmpty, words[0].allSatisfy(\.isASCIICapital),
            let target = try? HTTPTarget(method: String(words[0]), url: String(words[1])),
            target.url.query == nil
        else { return nil }
        self.target = target
    }

    /// Whether method and origin are the same and the path is the pattern's or below it.
    func matches(_ other: HTTPTarget) -> Bool {
        guard other.method == target.method, other.url.origin == target.url.origin else {
            return false
        }
        let folder = target.path.hasSuffix("/") ? target.path : target.path + "/"
        return other.path == target.path || other.path.hasPrefix(folder)
    }

    /// Whether it names an address, not a name that others may point anywhere.
    var namesAddress: Bool {
        target.url.address != nil || target.url.host == "localhost"
    }
}

/// Paths in one spelling, so that prefixes can be compared as text.
enum CanonicalPath {
    /// The spelling of `path`, which starts with a slash; nil when it cannot be trusted.
    static func of(_ path: String) -> String? {
        guard let plain = unescapeUnreserved(Array(path.utf8)) else { return nil }
        var kept: [Substring] = []
        let segments = plain.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default:
                guard !hidesDots(segment) else { return nil }
                kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// Whether some servers would see a dot segment in it: `..%2Fx`, `..\x`, `..;v=1`.
    private static func hidesDots(_ segment: Substring) -> Bool {
        let slashed = segment.replacing("%2F", with: "/").replacing("%5C", with: "/")
        let parts = slashed.replacing("\\", with: "/").split(separator: "/")
        return parts.contains { part in
            let name = part.replacing("%3B", with: ";").prefix { $0 != ";" }
            return name == ".." || (name == "." && parts.count > 1)
        }
    }

    private static func unescapeUnreserved(_ path: [UInt8]) -> String? {
        var plain: [UInt8] = []
        var index = 0
        while index < path.count {
            guard path[index] == UInt8(ascii: "%") else {
                plain.append(path[index])
                index += 1
                continue
            }
            guard index + 2 < path.count, let high = path[index + 1].hexValue,
                let low = path[index + 2].hexValue
            else { return nil }
            plain += [high << 4 | low].percentEncoded
            index += 3
        }
        return String(validating: plain, as: UTF8.self)
    }
}

extension Character {
    fileprivate var isASCIICapital: Bool { ("A"..."Z").contains(self) }
}

extension UInt8 {
    fileprivate var hexValue: UInt8? {
        Character(UnicodeScalar(self)).hexDigitValue.map(UInt8.init)
    }
}
