import Rotation
import Testing

struct CivilDateTests {
    @Test("Every day of eight centuries counts on from the day before")
    func everyDay() {
        var previous = CivilDate(daysSinceEpoch: -146_098)
        for day in -146_097...146_097 {
            let date = CivilDate(daysSinceEpoch: day)
            #expect(date.daysSinceEpoch == day)
            #expect(date > previous)
            previous = date
        }
    }

    @Test(
        "Known dates",
        arguments: [
            (0, "1970-01-01"), (11_016, "2000-02-29"), (-719_468, "0000-03-01"),
            (2_932_896, "9999-12-31"),
        ])
    func known(days: Int, text: String) {
        #expect(CivilDate(daysSinceEpoch: days).description == text)
    }
}
