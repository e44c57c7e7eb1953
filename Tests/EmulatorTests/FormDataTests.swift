import Testing

@testable import Emulator

struct FormDataTests {
    @Test("A plus is a blank, an encoded plus is a plus")
    func plus() {
        let form = FormData(parsing: "a=x+y&b=x%2By&c=%27%E2%82%ac%27")

        #expect(form["a"] == "x y")
        #expect(form["b"] == "x+y")
        #expect(form["c"] == "'€'")
    }

    @Test(
        "What is badly encoded is taken literally",
        arguments: [("a=%", "%"), ("a=%4", "%4"), ("a=%zz1", "%zz1"), ("a=%%41", "%A")])
    func literal(_ text: String, _ value: String) {
        #expect(FormData(parsing: text)["a"] == value)
    }

    @Test("A field may lack its value, the first of two counts, empty parts are skipped")
    func shapes() {
        let form = FormData(parsing: "a&&b=1&b=2&c=x=y")

        #expect(form["a"] == "")
        #expect(form["b"] == "1")
        #expect(form["c"] == "x=y")
        #expect(form["d"] == nil)
    }
}
