import Testing

@testable import RuntimeCLI

struct TableTests {
    @Test("Columns are as wide as their widest cell; no line ends in a blank")
    func alignment() {
        var table = Table(["A", "LONG", "C"])
        table.add(["wide one", "x", ""])
        #expect(table.lines == ["A         LONG  C", "wide one  x"])
    }
}
