import Rotation

/// A `$filter`.
indirect enum Filter: Equatable, Sendable {
    /// A member, spelled as the resource spells it, compared with a value.
    case compare(String, Comparison, JSON)
    case startsWith(String, String)
    case endsWith(String, String)
    case among(String, [JSON])
    /// Some text of a list equals the text.
    case contains(String, String)
    /// Some text of a list begins with the text.
    case containsPrefix(String, String)
    case and(Filter, Filter)
    case or(Filter, Filter)
    case not(Filter)

    enum Comparison: String, Sendable {
        case eq, ne, ge, le, gt, lt
    }

    func matches(_ object: DirectoryObject, in view: View) -> Bool {
        func value(_ name: String) -> JSON { Resource.value(name, of: object, in: view) }
        func text(_ name: String) -> String? { value(name).string?.lowercased() }
        return switch self {
        case .compare(let name, let comparison, let other):
            comparison.holds(value(name), other)
        case .startsWith(let name, let start): text(name)?.hasPrefix(start.lowercased()) ?? false
        case .endsWith(let name, let end): text(name)?.hasSuffix(end.lowercased()) ?? false
        case .among(let name, let all):
            all.contains { Comparison.eq.holds(value(name), $0) }
        case .contains(let name, let item): value(name).strings?.contains(item) ?? false
        case .containsPrefix(let name, let start):
            value(name).strings?.contains { $0.hasPrefix(start) } ?? false
        case .and(let one, let other):
            one.matches(object, in: view) && other.matches(object, in: view)
        case .or(let one, let other):
            one.matches(object, in: view) || other.matches(object, in: view)
        case .not(let one): !one.matches(object, in: view)
        }
    }

    /// Whether only the search index answers it.
    var isAdvanced: Bool {
        switch self {
        case .compare(_, .eq, let value): value == .null
        case .startsWith, .among, .contains: false
        case .compare, .endsWith, .containsPrefix, .not: true
        case .and(let one, let other), .or(let one, let other):
            one.isAdvanced || other.isAdvanced
        }
    }

    /// The only client id that can match, if the filter says no more than that.
    var onlyAppID: String? {
        if case .compare("appId", .eq, .string(let id)) = self { id } else { nil }
    }
}

extension Filter.Comparison {
    /// Texts are compared without regard to case, moments as Graph writes them.
    func holds(_ value: JSON, _ other: JSON) -> Bool {
        switch self {
        case .eq: return Self.equal(value, other)
        case .ne: return !Self.equal(value, other)
        case .ge, .le, .gt, .lt:
            guard let one = value.string, let two = other.string else { return false }
            if Self.equal(value, other) { return self == .ge || self == .le }
            return (one < two) == (self == .le || self == .lt)
        }
    }

    private static func equal(_ one: JSON, _ other: JSON) -> Bool {
        guard let one = one.string, let other = other.string else { return one == other }
        return one == other || one.lowercased() == other.lowercased()
    }
}
