import Foundation
import Synchronization

/// Lives lived side by side, each lane with a town, so that each has a clock, of its own.
enum Lanes {
    /// What came of one job.
    struct End<Job: Sendable>: Sendable {
        let job: Job
        var record = Life.Record()
    }

    /// Does all jobs in two lanes, on threads of their own; in the order of the jobs.
    static func run<Job: Sendable>(
        _ jobs: [Job], in town: @escaping @Sendable () throws -> Town = { try Town() },
        _ body: @escaping @Sendable (Job, Town, Int) throws -> Life.Record
    ) async -> [End<Job>] {
        let queue = Queue(jobs)
        await withTaskGroup { group in
            for _ in 0..<2 {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        Thread.detachNewThread {
                            queue.work(in: town, body)
                            continuation.resume()
                        }
                    }
                }
            }
        }
        return queue.ends
    }

    /// One line of counts.
    static func summary<Job>(_ ends: [End<Job>]) -> String {
        let records = ends.map(\.record)
        let looks = records.reduce(0) { $0 + $1.looks }
        let gaps = records.reduce(0) { $0 + $1.gaps.count + $1.firstGaps.count }
        return "\(records.reduce(0) { $0 + $1.kills }) kills in \(ends.count) lives, "
            + "\(records.reduce(0) { $0 + $1.violations.count }) violations, "
            + "\(gaps) of \(looks) sign-ins refused"
    }

    private final class Queue<Job: Sendable>: Sendable {
        private let jobs: [Job]
        private let state: Mutex<(next: Int, ends: [End<Job>])>

        init(_ jobs: [Job]) {
            self.jobs = jobs
            state = Mutex((0, jobs.map { End(job: $0) }))
        }

        var ends: [End<Job>] { state.withLock { $0.ends } }

        func work(
            in town: () throws -> Town, _ body: (Job, Town, Int) throws -> Life.Record
        ) {
            do {
                let town = try town()
                while let number = take() {
                    let record = perform { try body(jobs[number], town, number) }
                    state.withLock { $0.ends[number].record = record }
                }
            } catch {
                while let number = take() {
                    state.withLock { $0.ends[number].record.violations = ["\(error)"] }
                }
            }
        }

        private func perform(_ body: () throws -> Life.Record) -> Life.Record {
            do {
                return try body()
            } catch {
                var record = Life.Record()
                record.violations = ["it could not be lived to its end: \(error)"]
                return record
            }
        }

        private func take() -> Int? {
            state.withLock { state in
                guard state.next < jobs.count else { return nil }
                state.next += 1
                return state.next - 1
            }
        }
    }
}
