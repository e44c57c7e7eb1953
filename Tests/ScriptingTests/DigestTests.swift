import Rotation
import Testing

@testable import Scripting

/// Sources are named by their content.
struct DigestTests {
    @Test("The digest is the SHA-256 of the source")
    func digest() {
        #expect(
            Digest.of(PolicySource("abc"))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("Names and texts of modules count, each for itself")
    func modules() {
        let sources = [
            PolicySource("ab"), PolicySource("ab", modules: ["c": ""]),
            PolicySource("a", modules: ["b": "c"]), PolicySource("a", modules: ["bc": ""]),
            PolicySource("a", modules: ["b": "", "c": ""]), PolicySource("ab", modules: ["c": "d"]),
        ]
        #expect(Set(sources.map(Digest.of)).count == sources.count)
    }
}
