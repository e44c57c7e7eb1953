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

    /// Whether one of the two is below the other.
    func overlaps(_ other: HTTPPattern) -> Bool {
        matches(other.target) || other.matches(target)
    }

    /// Whether it names an address, not a name that others may point anywhere.
    var namesAddress: Bool {
        target.url.address != nil || target.url.host == "localhost"
    }
}

extension Character {
    fileprivate var isASCIICapital: Bool { ("A"..."Z").contains(self) }
}
