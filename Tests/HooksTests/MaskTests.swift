import Foundation
import Rotation
import Testing

@testable import Hooks

struct MaskTests {
    private static let text = #"7Q~a+b/c"d\e f"#
    private static let shown = "<secret API v7>"
    private let mask = Mask([
        (SecretHandle(name: "API", version: 7), SecretValue(Self.text))
    ])

    @Test(
        "A value is masked in every form in which it may come back",
        arguments: [
            MaskTests.text, "7Q~a%2Bb%2Fc%22d%5Ce%20f", "7Q~a%2bb%2fc%22d%5ce%20f",
            "7Q~a%2Bb%2Fc%22d%5Ce+f", #"7Q~a+b/c\"d\\e f"#, #"7Q~a+b\/c\"d\\e f"#,
        ])
    func forms(_ form: String) {
        #expect(mask.apply("x=\(form)&y") == "x=\(Self.shown)&y")
    }

    @Test("A value is found in base64 wherever it stands in a longer text", arguments: 0..<6)
    func base64(_ before: Int) {
        let long = String(repeating: "u", count: before) + Self.text + "tail"
        let standard = Data(long.utf8).base64EncodedString()
        let url = standard.replacing("+", with: "-").replacing("/", with: "_")
        for text in [standard, url] {
            let masked = mask.apply(text)
            #expect(masked.contains(Self.shown), "\(text)")
            #expect(masked.utf8.count < text.utf8.count + Self.shown.utf8.count - 15)
        }
        #expect(mask.apply(Data(Self.text.utf8).base64EncodedString()).hasPrefix(Self.shown))
    }

    @Test("All occurrences and all secrets are masked, longer ones first")
    func several() {
        let mask = Mask([
            (SecretHandle(name: "A", version: 1), SecretValue("abcdef")),
            (SecretHandle(name: "B", version: 2), SecretValue("abcdefghij")),
        ])
        #expect(
            mask.apply("abcdefghij abcdef abcdef")
                == "<secret B v2> <secret A v1> <secret A v1>")
    }

    @Test("A mask that was wiped knows no value any more")
    func wiped() {
        var mask = Mask([(SecretHandle(name: "A", version: 1), SecretValue("abcdef"))])
        #expect(mask.apply("abcdef") == "<secret A v1>")
        mask.wipe()
        #expect(mask.apply("abcdef") == "abcdef")
    }

    @Test("An empty value masks nothing, and other text stays as it is")
    func empty() {
        let mask = Mask([(SecretHandle(name: "A", version: 1), SecretValue(""))])
        #expect(mask.apply("plain text") == "plain text")
        #expect(self.mask.apply([0xff, 0x00, 0x41]) == [0xff, 0x00, 0x41])
    }
}
