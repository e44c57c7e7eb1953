import Rotation
import Testing

@testable import Scripting

struct WindowTextTests {
    @Test(
        "Days, ranges of days, midnight and several windows",
        arguments: [
            ("02:00-04:00", [Window(opens: 120, closes: 240)]),
            ("Tue,Thu 02:00-04:00", [Window(weekdays: [2, 4], opens: 120, closes: 240)]),
            ("tue, THU 02:00-04:00", [Window(weekdays: [2, 4], opens: 120, closes: 240)]),
            (
                "Mon-Fri 22:00-02:00",
                [Window(weekdays: [1, 2, 3, 4, 5], opens: 1_320, closes: 1_560)]
            ),
            ("Sat-Mon 00:00-24:00", [Window(weekdays: [6, 0, 1], opens: 0, closes: 1_440)]),
            (
                "Sun 23:00-24:00; Mon 00:00-00:30",
                [
                    Window(weekdays: [0], opens: 1_380, closes: 1_440),
                    Window(weekdays: [1], opens: 0, closes: 30),
                ]
            ),
        ])
    func forms(text: String, windows: [Window]) throws {
        #expect(try WindowText.parse(text) == windows)
    }

    @Test(
        "What is no window is said",
        arguments: [
            ("", "has an empty window"), ("Tue 02:00-04:00;", "has an empty window"),
            ("Tue 2:00-4:00", "has \"2:00-4:00\", which is no time such as 02:00-04:00"),
            ("24:00-02:00", "has \"24:00-02:00\", which is no time such as 02:00-04:00"),
            ("02:00-24:01", "has \"02:00-24:01\", which is no time such as 02:00-04:00"),
            ("Tuesday 02:00-04:00", "has \"Tuesday\", which is no day such as Tue or Mon-Fri"),
            (
                "Mon-Wed-Fri 02:00-04:00",
                "has \"Mon-Wed-Fri\", which is no day such as Tue or Mon-Fri"
            ),
            ("Tue, 02:00-04:00", "has \"\", which is no day such as Tue or Mon-Fri"),
            (
                "Tue,Thu 02:00-04:00, 06:00-07:00",
                "has \"Tue,Thu 02:00-04:00, 06:00-07:00\" with more than one time"
            ),
            ("03:00-03:00", "has \"03:00-03:00\", which opens and closes at once"),
        ])
    func mistakes(text: String, message: String) {
        #expect {
            try WindowText.parse(text)
        } throws: { error in
            (error as? TextMistake)?.message == message
        }
    }
}
