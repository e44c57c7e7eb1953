import Testing

@testable import Emulator

struct SeededGeneratorTests {
    @Test("The same seed gives the same ids and secrets, another seed others")
    func seed() {
        var one = SeededGenerator(seed: 7)
        var same = SeededGenerator(seed: 7)
        var other = SeededGenerator(seed: 8)
        let first = [one.guid(), one.secret(), one.guid()]

        #expect([same.guid(), same.secret(), same.guid()] == first)
        #expect([other.guid(), other.secret(), other.guid()] != first)
    }

    @Test("Ids are GUIDs of version 4")
    func guids() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<1_000 {
            let id = generator.guid()
            #expect(id.isGUID && id == id.lowercased())
            #expect(Array(id)[14] == "4" && "89ab".contains(Array(id)[19]))
        }
    }

    @Test("Secrets have 40 characters of the real alphabet and the mark after the third")
    func secrets() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<1_000 {
            let secret = generator.secret()
            #expect(secret.wholeMatch(of: /[A-Za-z0-9~_.-]{3}8Q~[A-Za-z0-9~_.-]{34}/) != nil)
        }
    }
}
