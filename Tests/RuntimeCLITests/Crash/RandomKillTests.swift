import Foundation
import Rotation
import Testing

/// The real process dies at random instants while the tenant is hostile.
struct RandomKillTests {
    private struct Job: Sendable {
        let stage: String
        let seed: UInt64
    }

    private static let killsPerLife = 3

    /// 30 kills, or as many as `RUNTIME_KILLS` says.
    private static var lives: Int {
        let kills = ProcessInfo.processInfo.environment["RUNTIME_KILLS"].flatMap(Int.init) ?? 30
        return (kills + killsPerLife - 1) / killsPerLife
    }

    @Test("Killed at random in a hostile tenant: nothing lost, nothing unknown, no gap when staged")
    func anywhere() async {
        let jobs = (0..<Self.lives).map {
            Job(stage: $0.isMultiple(of: 2) ? "2h" : "0s", seed: UInt64($0))
        }
        let ends = await Lanes.run(
            jobs, in: { try Town("--profile", "hostile", "--seed", "5") }, Self.live)
        for end in ends {
            #expect(end.record.violations == [], "\(end.job)")
            #expect(end.record.kills == Self.killsPerLife, "\(end.job)")
        }
        let staged = ends.filter { $0.job.stage != "0s" }.map(\.record)
        #expect(staged.flatMap(\.gaps) == [])
        #expect(staged.reduce(.zero) { $0 + $1.gapped } == .zero)
        // First runs of every life are unstaged too.
        let unstaged = ends.filter { $0.job.stage == "0s" }.map(\.record)
        let gapped =
            unstaged.reduce(.zero) { $0 + $1.gapped }
            + ends.map(\.record).reduce(.zero) { $0 + $1.firstGapped }
        let read =
            unstaged.reduce(.zero) { $0 + $1.read }
            + ends.map(\.record).reduce(.zero) { $0 + $1.firstRead }
        #expect(gapped.wholeSeconds * 1_000 <= read.wholeSeconds)
        print(
            "random, hostile: \(Lanes.summary(ends)); staged: 0 s of "
                + "\(staged.reduce(.zero) { $0 + $1.read }.wholeSeconds) s without sign-in; "
                + "unstaged: \(gapped.wholeSeconds) s of \(read.wholeSeconds) s")
    }

    private static func live(_ job: Job, in town: Town, number: Int) throws -> Life.Record {
        let life = try Life(in: town, LifePolicy(stage: job.stage), named: "life-\(number)")
        var dice = Dice(state: job.seed)
        life.arm = {
            guard life.record.kills < killsPerLife else { return nil }
            let count = Int.random(in: 1...(Bool.random(using: &dice) ? 12 : 120), using: &dice)
            return "any@\(count):kill"
        }
        for step in 0..<400 {
            try life.rest()
            let version = try life.rotation?.version ?? 0
            if step >= 24, version >= 2, life.record.kills == killsPerLife { break }
            try town.advance(.minutes(65))
        }
        try life.finish()
        return life.record
    }

    /// SplitMix64.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }
}
