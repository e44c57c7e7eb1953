import Testing

@testable import RuntimeCLI

struct ChoiceTests {
    private let fruit = ["Apple", "Apricot", "Banana", "Cherry"].map {
        Choice.Item(title: $0, detail: "id-\($0.count)")
    }

    private func type(_ text: String, into choice: inout Choice) {
        for scalar in text.unicodeScalars { _ = choice.apply(.text(scalar)) }
    }

    @Test("The arrow goes round both ends")
    func arrows() {
        var choice = Choice(fruit)
        _ = choice.apply(.up)
        #expect(choice.selected == 3)
        _ = choice.apply(.down)
        #expect(choice.selected == 0)
    }

    @Test("Typing finds by title and by detail, every word and any case")
    func search() {
        var choice = Choice(fruit, selected: 3)
        type("AP 7", into: &choice)
        #expect(choice.found == [1])
        #expect(choice.selected == 1)
        type("x", into: &choice)
        #expect(choice.selected == nil)
    }

    @Test("Escape first clears the search, and the arrow stays where it was")
    func escape() {
        var choice = Choice(fruit)
        type("ban", into: &choice)
        let hasCleared = choice.apply(.escape)
        #expect(hasCleared)
        #expect(choice.found.count == 4)
        #expect(choice.selected == 2)
        let hasClearedAgain = choice.apply(.escape)
        #expect(!hasClearedAgain)
    }

    @Test("Of a long list the part around the arrow is shown, and how much there is")
    func window() {
        let many = (0..<100).map { Choice.Item(title: "item \($0)") }
        let lines = Choice(many, selected: 50).lines(rows: 7, columns: 40).map(\.text)
        #expect(lines.count == 7)
        #expect(lines.contains("› item 50"))
        #expect(lines.last == "  48–53 of 100")
    }

    @Test("No line is wider than the terminal")
    func width() {
        let wide = Choice.Item(
            title: String(repeating: "決", count: 60), detail: "an id", mark: "taken")
        for line in Choice([wide]).lines(rows: 5, columns: 39) {
            #expect(line.painted(in: 39).columns <= 39)
        }
    }
}
