import Foundation
import Rotation
import SecretStore
import TestSupport
import Testing

/// A scheduler with four workers that sleeps for a week in which many secrets fall due.
struct AsleepTests {
    private static let limit = 8

    /// What it finds when it wakes.
    enum Waking: CaseIterable {
        /// Every run is late, no secret is near its end.
        case late
        /// Every secret is at its margin: nothing may be put off.
        case margin

        /// Days until the machine falls asleep.
        var days: Int { self == .late ? 25 : 28 }
        /// How many secrets; those that wait for room ask often.
        var count: Int { self == .late ? 200 : 24 }
        var lifetime: String { self == .late ? "64d" : "38d" }
    }

    private func town(_ waking: Waking) throws -> (Town, String) {
        let town = try Town()
        for number in 1...waking.count {
            _ = try town.addApplication(named: "svc-\(number)", tags: ["svc"])
        }
        let policy = try town.write(
            """
            return { applications = { tag = "svc" }, interval = "30d",
              lifetime = "\(waking.lifetime)",
              name = function(app) return app.display_name end }
            """, to: "svc.lua")
        return (town, policy)
    }

    /// Runs the scheduler, lets it sleep, and goes on until every rotation has its second secret.
    ///
    /// - Returns: When it woke, and what happened to each rotation.
    private func sleep(_ waking: Waking) throws -> (woke: Instant, histories: [[Event]]) {
        let (town, policy) = try town(waking)
        let first = try town.runtime("run", "--once", policy)
        try #require(first.status == 0, "\(first.errors)")
        try town.configure(
            "return { workers = 4, limits = { proofs_waiting = \(Self.limit) } }")
        try town.holdClock()
        try town.advance(.days(waking.days))
        let listings = try town.requests("applications")
        nonisolated(unsafe) let scheduler = try town.start("run", policy)
        let reader = Thread { _ = scheduler.finish() }
        reader.start()
        try town.waitUntil { try town.requests("applications") > listings }
        try town.advance(.days(7))
        let woke = try town.now()
        let store = try SecretStore(folder: HomeFolder(path: town.home), for: .reading)
        try town.leaveClock(getpid())
        try town.waitUntil(within: 120) {
            usleep(50_000)
            return try town.requests("addPassword") >= 2 * Int64(waking.count)
                && store.rotations().allSatisfy { $0.version > 1 }
        }
        scheduler.kill()
        return (woke, try store.rotations().map { try store.history(of: $0.name, limit: 999) })
    }

    /// The most that were between intent and proof at the same time.
    private func mostUnderWay(_ histories: [[Event]], since woke: Instant) -> Int {
        let changes = histories.joined().filter { $0.at >= woke }.compactMap { event in
            switch event.kind {
            case .intended: (event.at, 1)
            case .proven: (event.at, -1)
            default: nil
            }
        }.sorted { $0 < $1 }
        var (now, most) = (0, 0)
        for (_, step) in changes {
            now += step
            most = max(most, now)
        }
        return most
    }

    @Test(
        "It makes one secret for each, within the limit; no storm unless nothing may be put off",
        arguments: Waking.allCases)
    func asleep(_ waking: Waking) throws {
        let (woke, histories) = try sleep(waking)
        #expect(histories.count == waking.count)
        let day = woke...woke + .hours(10)
        for kind in [Event.Kind.began, .intended, .promoted] {
            let counts = histories.map { $0.count { $0.kind == kind && day.contains($0.at) } }
            #expect(counts.allSatisfy { $0 == 1 }, "\(kind): \(counts)")
        }
        let begins = histories.joined().filter { $0.kind == .began && day.contains($0.at) }
            .map(\.at)
        let atOnce = begins.count { $0 < woke + .minutes(10) }
        let most = mostUnderWay(histories, since: woke)
        switch waking {
        case .late:
            #expect(atOnce < waking.count / 8)
            #expect(begins.allSatisfy { $0 <= woke + .hours(6) })
            #expect(most <= Self.limit)
        case .margin:
            #expect(atOnce == waking.count)
            #expect(most == Self.limit)
        }
    }
}
