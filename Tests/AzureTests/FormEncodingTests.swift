import Rotation
import Testing

@testable import Azure

struct FormEncodingTests {
    @Test("Every character that means something in a form is escaped, also in secrets")
    func escaping() {
        var form = FormEncoding()
        form.add("plain", "a b&c=d")
        form.add("secret", SecretValue("a+b/c@d[e]:f~g.h_i-j%ü"))
        let text = String(decoding: form.bytes, as: UTF8.self)
        #expect(
            text == "plain=a%20b%26c%3Dd&secret=a%2Bb%2Fc%40d%5Be%5D%3Af~g.h_i-j%25%C3%BC")
    }

    @Test("Wiping leaves zeros")
    func wiping() {
        var form = FormEncoding()
        form.add("secret", SecretValue("abc"))
        form.wipe()
        #expect(form.bytes.allSatisfy { $0 == 0 })
    }
}
