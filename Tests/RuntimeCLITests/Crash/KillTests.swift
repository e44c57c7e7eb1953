import Foundation
import Rotation
import Synchronization
import Testing

/// The real process dies at every fail point there is, and is started again.
struct KillTests {
    private struct Job: Sendable {
        let course: Course
        let stage: String
        /// Where to kill; nil to trace what is passed.
        var kill: Kill?
    }

    private struct Kill: Sendable {
        let point: String
        /// Which process of the life, counted from 0.
        let process: Int
        /// At which passing in it, counted from 1.
        let passing: Int

        var spec: String { "\(point)@\(passing):kill" }

        /// At this passing of whatever fail point.
        init(process: Int, passing: Int) {
            point = "any"
            self.process = process
            self.passing = passing
        }

        /// In the middle of all passings of `point`; nil when there is none.
        init?(_ point: String, in passed: [[String: Int]]) {
            let counts = passed.map { $0[point] ?? 0 }
            var rest = (counts.reduce(0, +) + 1) / 2
            guard rest > 0 else { return nil }
            var process = 0
            while rest > counts[process] {
                rest -= counts[process]
                process += 1
            }
            (self.point, self.process, passing) = (point, process, rest)
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
        var jobs: [Job] = []
        for stage in Self.stages {
            let kills = names.map { name in
                traces.filter { $0.job.stage == stage }.lazy.compactMap { trace in
                    Kill(name, in: trace.record.passed).map {
                        Job(course: trace.job.course, stage: stage, kill: $0)
                    }
                }.first
            }
            let never = zip(names, kills).filter { $1 == nil }.map(\.0)
            #expect(never == [], "fail points that no life with stage \(stage) passes")
            jobs += kills.compactMap(\.self)
        }
        let ends = await Lanes.run(jobs, Self.live)
        Self.check(ends)
        print("\(names.count) fail points x \(Self.stages.count): \(Lanes.summary(ends))")
    }

    @Test(
        "Killed at every instant of a steady life: nothing lost, nothing unknown",
        .enabled(
            if: ProcessInfo.processInfo.environment["RUNTIME_KILLS"] != nil, "for scripts/soak"))
    func always() async {
        let lives = Self.stages.map { Job(course: .steady, stage: $0) }
        let jobs = await Lanes.run(lives, Self.live).flatMap { trace in
            trace.record.passed.enumerated().flatMap { process, passed in
                (0..<passed.values.reduce(0, +)).map { passing in
                    Job(
                        course: .steady, stage: trace.job.stage,
                        kill: Kill(process: process, passing: passing + 1))
                }
            }
        }
        #expect(jobs.count > 200)
        let ends = await Lanes.run(jobs, Self.live)
        Self.check(ends)
        print("every instant of a steady life x \(Self.stages.count): \(Lanes.summary(ends))")
    }

    private static func check(_ ends: [Lanes.End<Job>]) {
        for end in ends {
            #expect(end.record.faults == [], "\(end.job)")
            #expect(end.record.kills == 1, "\(end.job)")
        }
    }

    private static func live(_ job: Job, in town: Town, number: Int) throws -> Life.Record {
        let life = try job.course.begin(in: town, stage: job.stage, named: "life-\(number)")
        var process = -1
        life.arm = {
            process += 1
            guard let kill = job.kill else { return "trace" }
            return process == kill.process ? kill.spec : nil
        }
        try job.course.live(life)
        try life.finish(versions: job.course == .steady ? 2 : nil)
        return life.record
    }
}
