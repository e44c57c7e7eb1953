import Testing

@testable import Scripting

/// Sources are named by their content.
struct DigestTests {
    @Test("The digest is the SHA-256 of the source")
    func digest() {
        #expect(
            Digest.of("abc")
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
