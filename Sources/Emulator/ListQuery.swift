/// The OData options of a read.
struct ListQuery: Equatable, Sendable {
    var filter: Filter?
    var search: Search?
    /// The order by display name; nil is that of creation.
    var order: Order?
    /// The members to show, spelled as the resource spells them; nil shows all.
    var select: [String]?
    /// Items on a page.
    var top = 100
    /// The position at which the page begins.
    var start = 0
    /// Whether the page follows one that was empty.
    var isAfterEmpty = false
    /// Whether the number of all matches is asked for, as only advanced queries may.
    var counts = false
    /// Whether the owners are to be shown with each object.
    var expandsOwners = false
    /// Whether `$top` was given.
    var isTopGiven = false

    enum Order: Sendable {
        case ascending, descending
    }
}

extension ListQuery {
    /// Reads the options of a request, `isEventual` if it has `ConsistencyLevel: eventual`.
    init(_ query: FormData, _ kind: Kind, isEventual: Bool) throws(GraphError) {
        for field in query.fields {
            switch field.name.lowercased() {
            case "$filter", "filter": filter = try Filter(parsing: field.value, kind)
            case "$search", "search": search = try Search(parsing: field.value)
            case "$orderby", "orderby": order = try Self.order(field.value)
            case "$select", "select": select = try Self.members(field.value, kind)
            case "$top", "top":
                top = try Self.pageSize(field.value)
                isTopGiven = true
            case "$expand", "expand": try expand(field.value)
            case "$skiptoken": try turn(to: field.value)
            case "$count": counts = isEventual && field.value.lowercased() == "true"
            case "$skip": throw .badRequest("Request_UnsupportedQuery", "'$skip' is not supported.")
            default: break
            }
        }
        try checkConsistency(isEventual)
    }

    /// What only the search index answers needs the header, and most of it `$count=true` too.
    private func checkConsistency(_ isEventual: Bool) throws(GraphError) {
        guard search == nil || isEventual else {
            throw .badRequest(
                "Request_UnsupportedQuery",
                "Request with $search query parameter only works through MSGraph with a special "
                    + "request header: 'ConsistencyLevel: eventual'")
        }
        let isAdvanced = filter?.isAdvanced ?? false || order != nil && filter != nil
        guard !isAdvanced || isEventual && counts else {
            throw .badRequest(
                "Request_UnsupportedQuery",
                "Unsupported Query. The query needs the request header 'ConsistencyLevel: "
                    + "eventual' and the query parameter '$count=true'.")
        }
    }

    /// Of what can be shown along only owners are known here; which of their members is ignored.
    private mutating func expand(_ text: String) throws(GraphError) {
        let name = text.prefix { $0 != "(" }.lowercased()
        guard name == "owners" else {
            throw .badRequest(
                "BadRequest", "Parsing OData Select and Expand failed: '\(name)' is not supported.")
        }
        expandsOwners = true
    }

    private static func order(_ text: String) throws(GraphError) -> Order {
        switch text.lowercased().split(separator: " ").map(String.init) {
        case ["displayname"], ["displayname", "asc"]: return .ascending
        case ["displayname", "desc"]: return .descending
        default:
            throw .badRequest(
                "Request_UnsupportedQuery", "Unsupported sort property '\(text)' for resource.")
        }
    }

    private static func members(_ text: String, _ kind: Kind) throws(GraphError) -> [String] {
        var names: [String] = []
        for part in text.split(separator: ",") {
            let wanted = part.filter { $0 != " " }
            guard let name = Resource.spelling(wanted, kind) else {
                let type = kind == .application ? "application" : "servicePrincipal"
                throw .badRequest(
                    "BadRequest",
                    "Parsing OData Select and Expand failed: Could not find a property named "
                        + "'\(wanted)' on type 'microsoft.graph.\(type)'.")
            }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    private static func pageSize(_ text: String) throws(GraphError) -> Int {
        guard let size = Int(text), (1...999).contains(size) else {
            throw .badRequest(
                "Request_UnsupportedQuery",
                "Invalid page size specified: '\(text)'. Must be between 1 and 999 inclusive.")
        }
        return size
    }
}

extension ListQuery {
    private static let tokenMark = "RFNwdAIAAQAAAB"

    /// The opaque text that leads to the page beginning at a position.
    static func token(for position: Int, isAfterEmpty: Bool = false) -> String {
        tokenMark + (isAfterEmpty ? "_" : "") + String(position, radix: 36)
    }

    private mutating func turn(to token: String) throws(GraphError) {
        var rest = token.trimmingPrefix(Self.tokenMark)
        isAfterEmpty = rest.first == "_"
        if isAfterEmpty { rest = rest.dropFirst() }
        guard token.hasPrefix(Self.tokenMark), let position = Int(rest, radix: 36), position >= 0
        else {
            throw .badRequest(
                "Directory_ExpiredPageToken",
                "The specified page token value has expired and can no longer be included in your "
                    + "request.")
        }
        start = position
    }
}
