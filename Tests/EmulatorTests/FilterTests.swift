import Testing

@testable import Emulator

struct FilterTests {
    @Test(
        "Equality, prefixes and collections are read, with blanks where OData allows them",
        arguments: [
            ("appId eq 'x'", .equal(.appId, "x")),
            ("displayName eq 'it''s'", .equal(.displayName, "it's")),
            ("startswith(displayName,'a b')", .startsWith(.displayName, "a b")),
            ("startsWith( displayName , 'a' )", .startsWith(.displayName, "a")),
            ("identifierUris/any(s:s eq 'api://x')", .contains(.identifierUris, "api://x")),
            ("tags/any(t:t eq 'rotate:payments')", .contains(.tags, "rotate:payments")),
        ] as [(String, Filter)])
    func reads(_ text: String, _ filter: Filter) throws {
        #expect(try Filter(parsing: text) == filter)
    }

    @Test(
        "Bad syntax and unsupported clauses are told apart",
        arguments: [
            ("appId eq", "BadRequest"), ("appId eq 'x", "BadRequest"), ("", "BadRequest"),
            ("startswith(displayName,'x'", "BadRequest"), ("eq 'x'", "BadRequest"),
            ("appId ne 'x'", "Request_UnsupportedQuery"),
            ("nothing eq 'x'", "Request_UnsupportedQuery"),
            ("appId eq 'x' or appId eq 'y'", "Request_UnsupportedQuery"),
        ])
    func refuses(_ text: String, _ code: String) {
        let error = #expect(throws: GraphError.self) { try Filter(parsing: text) }
        #expect(error?.code == code)
        #expect(error?.status == 400)
    }
}
