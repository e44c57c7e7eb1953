/// The OData options of a read.
struct ListQuery: Equatable, Sendable {
    var filter: Filter?
    /// The members to show, spelled as the resource spells them; nil shows all.
    var select: [String]?
    /// Items on a page.
    var top = 100
    /// The position at which the page begins.
    var start = 0
    /// Whether the number of all matches is asked for, as only advanced queries may.
    var counts = false
    /// Whether `$top` was given.
    var isTopGiven = false
}

extension ListQuery {
    /// Reads the options of a request, `isEventual` if it has `ConsistencyLevel: eventual`.
    init(_ query: FormData, isEventual: Bool) throws(GraphError) {
        for field in query.fields {
            switch field.name.lowercased() {
            case "$filter", "filter": filter = try Filter(parsing: field.value)
            case "$select", "select": select = try Self.members(field.value)
            case "$top", "top":
                top = try Self.pageSize(field.value)
                isTopGiven = true
            case "$skiptoken": start = try Self.position(field.value)
            case "$count": counts = isEventual && field.value.lowercased() == "true"
            default: break
            }
        }
    }

    private static func members(_ text: String) throws(GraphError) -> [String] {
        var names: [String] = []
        for part in text.split(separator: ",") {
            let wanted = part.trimmingPrefix(" ").lowercased().replacing(" ", with: "")
            guard let name = ApplicationResource.names[wanted] else {
                throw .badRequest(
                    "BadRequest",
                    "Parsing OData Select and Expand failed: Could not find a property named "
                        + "'\(part)' on type 'microsoft.graph.application'.")
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

    private static let tokenMark = "RFNwdAIAAQAAAB"

    /// The opaque text that leads to the page beginning at a position.
    static func token(for position: Int) -> String {
        tokenMark + String(position, radix: 36)
    }

    private static func position(_ token: String) throws(GraphError) -> Int {
        guard token.hasPrefix(tokenMark),
            let position = Int(token.dropFirst(tokenMark.count), radix: 36), position >= 0
        else {
            throw .badRequest(
                "Directory_ExpiredPageToken",
                "The specified page token value has expired and can no longer be included in your "
                    + "request.")
        }
        return position
    }
}
