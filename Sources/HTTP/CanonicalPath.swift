/// Paths in one spelling, so that prefixes can be compared as text.
package enum CanonicalPath {
    /// The spelling of `path`, which starts with a slash; nil when it cannot be trusted.
    package static func of(_ path: String) -> String? {
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

extension UInt8 {
    fileprivate var hexValue: UInt8? {
        Character(UnicodeScalar(self)).hexDigitValue.map(UInt8.init)
    }
}
