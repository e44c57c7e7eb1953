import Rotation
import Testing

/// Arguments that do not fit a signature are refused with the argument's name and what it must be.
struct SignatureTests {
    private static let answer = ValueType.record(
        "Answer", [Parameter("status", .integer, isRequired: true, "the status")])
    private let table = Signature(
        "Posts.",
        .table([
            Parameter("url", .text, isRequired: true, "where"),
            Parameter("level", .choice(["low", "high"]), "how"),
            Parameter("body", .content, "what"),
            Parameter("tags", .list(.text), "of it"),
            Parameter("answer", answer, "expected"),
        ]))
    private let ordered = Signature(
        "Waits.",
        .ordered([
            Parameter("for", .seconds, isRequired: true, "how long"), Parameter("why", .text, ""),
        ]))

    private func misuse(_ signature: Signature, _ arguments: Value...) -> String? {
        do throws(HostError) {
            try signature.check(arguments, of: "post")
            return nil
        } catch {
            guard case .misuse(let text) = error else { return nil }
            return text
        }
    }

    @Test("What fits is let through")
    func fits() {
        let secret = Value.secret(SecretHandle(name: "S", version: 1))
        #expect(misuse(table, .map(["url": .string("u")])) == nil)
        #expect(
            misuse(
                table,
                .map([
                    "url": .string("u"), "level": .string("low"), "tags": .list([]),
                    "body": .list([.string("a"), secret]), "answer": .map(["status": .int(2)]),
                ])) == nil)
        #expect(misuse(ordered, .number(1.5)) == nil)
        #expect(misuse(ordered, .int(1), .string("because")) == nil)
    }

    @Test(
        "A field that does not fit is named",
        arguments: [
            (["url": .int(1)], "bad argument 'url' to post: string expected, got integer"),
            ([:], "bad argument 'url' to post: string expected, got nothing"),
            (["url": .string("u"), "bdy": .null], "bad argument 'bdy' to post: unknown; "),
            (["url": .string("u"), "bdy": .null], "did you mean 'body'?"),
            (["url": .string("u"), "x": .int(1)], "known are url, level, body, tags, answer"),
            (
                ["url": .string("u"), "level": .string("mid")],
                #""low" or "high" expected, got "mid""#
            ),
            (
                ["url": .string("u"), "tags": .list([.int(1)])],
                "list of string expected, got table"
            ),
            (["url": .string("u"), "body": .list([.list([])])], "text, secret or a list of them"),
            (
                ["url": .string("u"), "answer": .map(["status": .string("2")])],
                "bad argument 'answer.status' to post: integer expected, got string"
            ),
        ] as [([String: Value], String)])
    func misfit(fields: [String: Value], text: String) {
        #expect(misuse(table, .map(fields))?.contains(text) == true)
    }

    @Test("A secret cannot go where text is wanted")
    func secret() {
        let secret = Value.secret(SecretHandle(name: "S", version: 1))
        #expect(
            misuse(table, .map(["url": secret]))
                == "bad argument 'url' to post: string expected, got a secret, which cannot go here"
        )
    }

    @Test("Arguments in order are counted")
    func order() {
        #expect(misuse(ordered)?.hasPrefix("bad argument 'for' to post: seconds expected") == true)
        #expect(
            misuse(ordered, .int(1), .string("a"), .int(2))
                == "too many arguments to post: for, why expected")
        #expect(misuse(table, .string("u")) == "bad argument to post: one table expected")
    }

    @Test("Arguments may come as one table, by position or by name, where none is a table")
    func arranged() {
        let log = Signature(
            "Writes a line.",
            .ordered([
                Parameter("level", .text, isRequired: true, ""),
                Parameter("message", .text, isRequired: true, ""),
            ]))
        let both: [Value] = [.string("info"), .string("x")]
        #expect(log.arranged([.list(both)]) == both)
        #expect(log.arranged([.map(["message": both[1], "level": both[0]])]) == both)
        #expect(log.arranged([.map(["mesage": both[1]])]) == [.map(["mesage": both[1]])])
        #expect(log.arranged(both) == both)
        let table = Signature("Runs.", .table([Parameter("1", .text, isRequired: true, "")]))
        #expect(table.arranged([.list(both)]) == [.list(both)])
    }
}
