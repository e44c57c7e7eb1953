import Rotation
import Testing

struct MarkerTests {
    @Test("A marker has 43 ASCII characters and is read back")
    func roundTrip() {
        var number: UInt64 = 0x0123_4567_89ab_cdef
        let intent = Identifier.ulid(at: Instant(1_768_057_200)) {
            number = number &* 31 &+ 7
            return number
        }
        let marker = Marker(home: "abcdef01-0000-4000-8000-000000000000", intent: intent)
        #expect(marker.description.utf8.count == 43)
        #expect(marker.description.hasPrefix("runtime abcdef01 "))
        #expect(Marker(marker.description) == marker)
    }

    @Test(
        "Other display names are no markers",
        arguments: [
            "", "runtime", "runtime abcdef01 short", "made by hand",
            "Runtime abcdef01 01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "runtime abcdef01  01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "runtime abcd f01 01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "runtime abcdef01-01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "runtime abcdef01 01ARZ3NDEK SV4RRFFQ69G5FAV",
        ])
    func others(name: String) {
        #expect(Marker(name) == nil)
    }

    @Test("ULIDs of later instants sort later")
    func order() {
        let early = Identifier.ulid(at: Instant(1_768_057_200)) { .max }
        let late = Identifier.ulid(at: Instant(1_768_057_201)) { 0 }
        #expect(early < late)
        #expect(early.count == 26)
    }

    @Test("A UUID carries version 4 and the variant of RFC 9562")
    func uuid() {
        let all = Identifier.uuid { .max }
        let none = Identifier.uuid { 0 }
        #expect(all == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(none == "00000000-0000-4000-8000-000000000000")
    }
}
