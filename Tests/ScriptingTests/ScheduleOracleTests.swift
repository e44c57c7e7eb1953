import Foundation
import Rotation
import Testing

@testable import Scripting

/// Schedules compared with what Python's zoneinfo computes from the same tz database.
@Suite(.enabled(if: Oracle.isThere, "needs python3 3.9 or later with zoneinfo"))
struct ScheduleOracleTests {
    private let cases = Oracle.cases

    @Test("Intervals with a local time agree with zoneinfo around transitions in 30 zones")
    func intervals() throws {
        let intervals = cases.filter { $0[0] == "interval" }
        #expect(intervals.count >= 2_400)
        #expect(Set(intervals.map { $0[1] }).count >= 25)
        for line in intervals {
            let schedule = Schedule(
                interval: .days(try #require(Int(line[2]))),
                rotateAt: try LocalTimeText.parse(line[3]), clock: try TimeZoneText.parse(line[1]))
            let anchor = Instant(try #require(Int64(line[5])))
            let first =
                line[4] == "actual"
                ? schedule.next(after: .actual(anchor)) : schedule.nominal(after: anchor)
            try compare(line, from: first, schedule)
        }
    }

    @Test("Cron expressions agree with zoneinfo around transitions in 30 zones")
    func crons() throws {
        let crons = cases.filter { $0[0] == "cron" }
        #expect(crons.count >= 1_200)
        #expect(Set(crons.map { $0[1] }).count >= 25)
        for line in crons {
            let schedule = Schedule(
                cron: try CronText.parse(line[2]), clock: try TimeZoneText.parse(line[1]))
            let after = Instant(try #require(Int64(line[3])))
            try compare(line, from: schedule.nominal(after: after), schedule)
        }
    }

    private func compare(_ line: [String], from first: Instant, _ schedule: Schedule) throws {
        let expected = try #require(line.last).split(separator: " ").compactMap { Int64($0) }
        var times = [first]
        while times.count < expected.count {
            times.append(schedule.nominal(after: times[times.count - 1]))
        }
        #expect(times.map(\.seconds) == expected, "\(line.joined(separator: " "))")
    }
}

/// Python, and the script below Tests/Oracle.
private enum Oracle {
    static let isThere = run(["-c", "import zoneinfo; print(1)"]) == "1\n"

    static let cases = run([script, "1", "2400", "1200"]).split(separator: "\n").map { line in
        line.split(separator: "\t").map(String.init)
    }

    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Oracle/schedule.py").path

    private static func run(_ arguments: [String]) -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardOutput = output
        guard (try? process.run()) != nil else { return "" }
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: text, as: UTF8.self) : ""
    }
}
