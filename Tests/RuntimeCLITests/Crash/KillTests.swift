import Foundation
import Rotation
import Synchronization
import Testing

/// The real process dies at every fail point there is, and is started again.
struct KillTests {
    private struct Job: Sendable {
        let course: Course
        let stage: String
        /// Where to kill, in any order; none to trace what is passed.
        var kills: [Kill] = []
    }

    private struct Kill: Sendable, Hashable {
        let point: String
        /// In which step of the life, counted from 0.
        let step: Int
        /// At which passing in it, counted from 1.
        let passing: Int

        /// At this passing of whatever fail point.
        init(step: Int, passing: Int) {
            point = "any"
            self.step = step
            self.passing = passing
        }

        /// In the middle of all passings of `point`; nil when there is none.
        init?(_ point: String, in passed: [[String: Int]]) {
            let counts = passed.map { $0[point] ?? 0 }
            var rest = (counts.reduce(0, +) + 1) / 2
            guard rest > 0 else { return nil }
            var step = 0
            while rest > counts[step] {
                rest -= counts[step]
                step += 1
            }
            (self.point, self.step, passing) = (point, step, rest)
        }
    }

    private static let stages = ["2h", "0s"]

    private static var names: [String] {
        get throws {
            try RuntimeProcess.run([], environment: ["RUNTIME_FAILPOINT": "list"])
                .output.split(separator: "\n").map(String.init)
        }
    }

    @Test("Killed before and after every write and call: nothing lost, nothing unknown")
    func everywhere() async throws {
        let names = try Self.names
        let traces = await Lanes.run(
            Self.stages.flatMap { stage in Course.allCases.map { Job(course: $0, stage: stage) } },
            Self.live)
        for trace in traces { #expect(trace.record.faults == [], "\(trace.job)") }
        for stage in Self.stages {
            let passed = traces.filter { $0.job.stage == stage }.flatMap(\.record.passed)
            #expect(
                Set(names).symmetricDifference(passed.flatMap(\.keys)) == [],
                "no life with stage \(stage) passes them, or they are on no list")
        }
        let kills = Self.kills(traces, names)
        var ends: [Lanes.End<Job>] = []
        var left = kills
        // Several in each life, until those that others have kept from happening are alone.
        for size in [8, 4, 1] where !left.isEmpty {
            let round = await Lanes.run(Self.lives(left, size), Self.live)
            left = round.flatMap { end in
                end.job.kills.filter { !end.record.struck.contains($0.point) }
                    .map { Job(course: end.job.course, stage: end.job.stage, kills: [$0]) }
            }
            ends += round
        }
        for end in ends { #expect(end.record.faults == [], "\(end.job)") }
        #expect(left.isEmpty, "\(left)")
        #expect(ends.reduce(0) { $0 + $1.record.kills } == kills.count)
        print("\(names.count) fail points, staged in each course: \(Lanes.summary(ends))")
    }

    /// One at each fail point of each staged course; in unstaged ones, of the first that passes it.
    private static func kills(_ traces: [Lanes.End<Job>], _ names: [String]) -> [Job] {
        var known: Set<String> = []
        return traces.flatMap { trace in
            names.compactMap { name in
                guard let kill = Kill(name, in: trace.record.passed),
                    trace.job.stage != "0s" || known.insert(name).inserted
                else { return nil }
                return Job(course: trace.job.course, stage: trace.job.stage, kills: [kill])
            }
        }
    }

    /// Puts up to `size` kills of one course into each life, those of one life far apart.
    private static func lives(_ kills: [Job], _ size: Int) -> [Job] {
        stages.flatMap { stage in
            Course.allCases.flatMap { course in
                let all = kills.filter { $0.stage == stage && $0.course == course }
                    .flatMap(\.kills)
                let count = (all.count + size - 1) / size
                return (0..<count).map { life in
                    let mine = stride(from: life, to: all.count, by: count).map { all[$0] }
                    return Job(course: course, stage: stage, kills: mine)
                }
            }
        }
    }

    @Test(
        "Killed at every instant of a steady life: nothing lost, nothing unknown",
        .enabled(
            if: ProcessInfo.processInfo.environment["RUNTIME_KILLS"] != nil, "for scripts/soak"))
    func always() async {
        let lives = Self.stages.map { Job(course: .steady, stage: $0) }
        let jobs = await Lanes.run(lives, Self.live).flatMap { trace in
            trace.record.passed.enumerated().flatMap { step, passed in
                (0..<passed.values.reduce(0, +)).map { passing in
                    Job(
                        course: .steady, stage: trace.job.stage,
                        kills: [Kill(step: step, passing: passing + 1)])
                }
            }
        }
        #expect(jobs.count > 200)
        let ends = await Lanes.run(jobs, Self.live)
        for end in ends {
            #expect(end.record.faults == [], "\(end.job)")
            #expect(end.record.kills == 1, "\(end.job)")
        }
        print("every instant of a steady life x \(Self.stages.count): \(Lanes.summary(ends))")
    }

    private static func live(_ job: Job, in town: Town, number: Int) throws -> Life.Record {
        let life = try job.course.begin(in: town, stage: job.stage, named: "life-\(number)")
        let first = life.steps + 1
        var (step, left) = (-1, job.kills)
        life.arm = {
            guard !job.kills.isEmpty else { return "trace" }
            let isAgain = step == life.steps - first
            step = life.steps - first
            let struck = life.record.struck
            left.removeAll { struck.contains($0.point) || ($0.point == "any" && !struck.isEmpty) }
            let due = left.filter { $0.step <= step }
            return due.isEmpty
                ? nil
                : due.map { kill in
                    let passing = isAgain || kill.step < step ? 1 : kill.passing
                    return "\(kill.point)@\(passing):kill"
                }.joined(separator: ",")
        }
        try job.course.live(life)
        try life.finish(
            versions: job.course == .steady ? 2 : nil, isDeleted: job.course == .deleted)
        return life.record
    }
}
