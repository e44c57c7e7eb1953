import Testing

@testable import Emulator

struct FilterTests {
    @Test(
        "Equality, prefixes and collections are read, with blanks where OData allows them",
        arguments: [
            ("appId eq 'x'", .compare("appId", .eq, "x")),
            ("displayName eq 'it''s'", .compare("displayName", .eq, "it's")),
            ("startswith(displayName,'a b')", .startsWith("displayName", "a b")),
            ("startsWith( displayName , 'a' )", .startsWith("displayName", "a")),
            ("identifierUris/any(s:s eq 'api://x')", .contains("identifierUris", "api://x")),
            ("tags/any(t:t eq 'rotate:payments')", .contains("tags", "rotate:payments")),
            ("appId in ('a', 'b')", .among("appId", ["a", "b"])),
            ("ENDSWITH(displayName,'x')", .endsWith("displayName", "x")),
            ("not(displayName eq 'x')", .not(.compare("displayName", .eq, "x"))),
            (
                "id eq 'a' or id eq 'b' and not startswith(displayName,'c')",
                .or(
                    .compare("id", .eq, "a"),
                    .and(
                        .compare("id", .eq, "b"), .not(.startsWith("displayName", "c"))))
            ),
            ("tags/any(t:startswith(t,'rotate:'))", .containsPrefix("tags", "rotate:")),
            (
                "createdDateTime ge 2026-01-01T00:00:00Z",
                .compare("createdDateTime", .ge, "2026-01-01T00:00:00Z")
            ),
        ] as [(String, Filter)])
    func reads(_ text: String, _ filter: Filter) throws {
        #expect(try Filter(parsing: text) == filter)
    }

    @Test(
        "Bad syntax and unsupported clauses are told apart",
        arguments: [
            ("appId eq", "BadRequest"), ("appId eq 'x", "BadRequest"), ("", "BadRequest"),
            ("startswith(displayName,'x'", "BadRequest"), ("eq 'x'", "BadRequest"),
            ("((((((((((((((((((id eq 'x'))))))))))))))))))", "BadRequest"),
            (
                "not not not not not not not not not not not not not not not not id eq 'x'",
                "BadRequest"
            ),
            (String(repeating: "id eq 'x' or ", count: 100) + "id eq 'x'", "BadRequest"),
            (String(repeating: "(", count: 100_000), "BadRequest"),
            (
                "passwordCredentials/any(p:p/endDateTime le 2026-01-01T00:00:00Z)",
                "Request_UnsupportedQuery"
            ),
            ("passwordCredentials eq 'x'", "Request_UnsupportedQuery"),
            ("appId is 'x'", "BadRequest"), ("appId eq 'x' or", "BadRequest"),
            ("nothing eq 'x'", "Request_UnsupportedQuery"),
        ])
    func refuses(_ text: String, _ code: String) {
        let error = #expect(throws: GraphError.self) { try Filter(parsing: text) }
        #expect(error?.code == code)
        #expect(error?.status == 400)
    }
}
