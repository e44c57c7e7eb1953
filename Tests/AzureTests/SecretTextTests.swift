import Rotation
import Testing

@testable import Azure

struct SecretTextTests {
    private func take(_ text: String) -> (value: SecretValue?, rest: String) {
        var body = Array(text.utf8)
        let value = SecretText.take(from: &body)
        return (value, String(decoding: body, as: UTF8.self))
    }

    @Test("The value is taken out and its place overwritten")
    func taken() {
        let (value, rest) = take(#"{"keyId": "k", "secretText" : "7Q~abc", "hint":"7Q~"}"#)
        #expect(value == SecretValue("7Q~abc"))
        #expect(rest == #"{"keyId": "k", "secretText" : "******", "hint":"7Q~"}"#)
    }

    @Test("Escapes are undone")
    func escapes() {
        #expect(take(#"{"secretText":"a\"b\\c\u0041"}"#).value == SecretValue(#"a"b\cA"#))
    }

    @Test("Only the member of the outermost object counts, not a look-alike in a string or below")
    func lookAlikes() {
        #expect(take(#"{"displayName":"secretText","secretText":"real"}"#).value == .init("real"))
        #expect(take(#"{"a":{"secretText":"inner"},"secretText":"real"}"#).value == .init("real"))
        #expect(take(#"{"x":"\"secretText\":\"no\"","secretText":"real"}"#).value == .init("real"))
    }

    @Test(
        "No value, no secret",
        arguments: [
            #"{"secretText":null}"#, #"{"secretText":""}"#, #"{"keyId":"k"}"#, "", "{", "<html>",
            #"{"secretText"#, #"{"secretText":"#, #"{"secretText":12}"#, #"{"secretText"}"#, "\"\\",
        ])
    func absent(_ text: String) {
        #expect(take(text).value == nil)
    }
}
