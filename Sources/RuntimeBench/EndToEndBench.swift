import Foundation

/// Whole runs against the emulator, against bare libcurl that sends the same requests.
enum EndToEndBench {
    private static let rounds = 9
    private static let runs = 25
    private static let proofs = 3
    /// What `runtime run` has where nothing else is configured.
    private static let threads = 8

    /// Rates, processor time, requests and durable commits of a run.
    static func measure(with tenant: LocalTenant, in workshop: Workshop) throws -> [Measure] {
        var entries = try entries(with: tenant, in: workshop)
        var bare: [[Batch]] = [[], []]
        for round in 0..<rounds {
            for entry in entries.indices {
                let numbers = round * runs..<(round + 1) * runs
                entries[entry].batches.append(
                    try Batch.of(entries[entry].worker, numbers, with: tenant))
            }
            for baseline in Baseline.allCases {
                bare[baseline.rawValue].append(
                    try Batch.bare(with: tenant, in: workshop, baseline))
            }
        }
        let (ours, theirs) = (entries[0].batches, bare[Baseline.requests.rawValue])
        return entries.map { rate($0.name, $0.unit, $0.batches, theirs) } + [
            rate(
                "end_to_end_rate_beside_disk", "runs/s; the baseline waits for the disk too", ours,
                bare[Baseline.requestsAndDisk.rawValue]),
            Measure(
                name: "end_to_end_cpu", value: ours.map(\.cpu).median,
                unit: "ms of processor time/run", baseline: theirs.map(\.cpu).median,
                bars: [.ratioAtMost(6)]),
            try requests(entries.flatMap(\.batches), bare.flatMap(\.self)),
            Measure(
                name: "durable_commits", value: ours.map(\.commits).median, unit: "commits/run",
                bars: [.valueAtMost(8)]),
        ]
    }

    private static func rate(
        _ name: String, _ unit: String, _ ours: [Batch], _ bare: [Batch]
    ) -> Measure {
        Measure(
            name: name, value: ours.map(\.rate).median, unit: unit,
            baseline: bare.map(\.rate).median, bars: [.ratioAtLeast(0.5)])
    }

    /// What runs are compared with.
    private enum Baseline: Int, CaseIterable {
        /// Bare libcurl with the same requests.
        case requests
        /// The same, that waits for the disk as often as a run must.
        case requestsAndDisk
    }

    /// One way to do the runs.
    private struct Entry {
        let name: String
        let unit: String
        let worker: Worker
        var batches: [Batch] = []
    }

    /// One run after the other; the same where no commit waits for a disk; and all at once, by as
    /// many workers as `runtime run` has.
    private static func entries(
        with tenant: LocalTenant, in workshop: Workshop
    ) throws -> [Entry] {
        func worker(in folder: URL, _ name: String, threads: Int = 1) throws -> Worker {
            try Worker(
                tenant, try tenant.makeApplications(rounds * runs),
                folder: folder.appendingPathComponent(name).path, threads: threads)
        }
        let inMemory = try workshop.memory.map {
            Entry(
                name: "end_to_end_rate_in_memory", unit: "runs/s with the home in memory",
                worker: try worker(in: $0, "home-in-memory"))
        }
        return [
            Entry(
                name: "end_to_end_rate", unit: "runs/s",
                worker: try worker(in: workshop.scratch, "home")),
            inMemory,
            Entry(
                name: "end_to_end_rate_of_crew", unit: "runs/s with \(threads) workers",
                worker: try worker(in: workshop.scratch, "home-of-a-crew", threads: threads)),
        ].compactMap(\.self)
    }

    /// The count of a run: a sign-in, two reads, a write, the proofs; of every kind as the baseline.
    private static func requests(_ ours: [Batch], _ bare: [Batch]) throws -> Measure {
        for batch in ours + bare where batch.requests != bare[0].requests {
            throw Child.Failure(
                description: "requests differ: \(batch.requests) and \(bare[0].requests)")
        }
        let perRun = [ours, bare].map {
            Double($0[0].requests.values.reduce(0, +)) / Double(runs)
        }
        return Measure(
            name: "requests", value: perRun[0], unit: "requests/run", baseline: perRun[1],
            bars: [.valueEquals(Double(4 + proofs))])
    }

    /// What a number of runs took.
    private struct Batch {
        /// Runs per second.
        let rate: Double
        /// Milliseconds for each run.
        let cpu: Double
        /// By kind.
        let requests: [String: Int64]
        /// Of each run.
        let commits: Double

        private init(
            _ tenant: LocalTenant, store: CountingStore? = nil,
            _ body: () throws -> (wall: Double, cpu: Double)
        ) throws {
            let before = try tenant.requests()
            let commitsBefore = store?.commits ?? 0
            let (wall, cpu) = try body()
            commits = Double((store?.commits ?? 0) - commitsBefore) / Double(runs)
            let after = try tenant.requests()
            rate = Double(runs) / wall * 1e9
            self.cpu = cpu / Double(runs) / 1e6
            requests = after.merging(before) { $0 - $1 }
        }

        /// Runs of the engine.
        static func of(
            _ worker: Worker, _ numbers: Range<Int>, with tenant: LocalTenant
        ) throws -> Batch {
            try worker.register(numbers)
            let batch = try Batch(tenant, store: worker.store) {
                let cpu = Stopwatch.process
                let wall = try Stopwatch.time(Stopwatch.wall) { try worker.rotate() }
                return (wall, Stopwatch.process - cpu)
            }
            try worker.check(numbers)
            return batch
        }

        /// The same requests from C, for applications of their own.
        static func bare(
            with tenant: LocalTenant, in workshop: Workshop, _ baseline: Baseline
        ) throws -> Batch {
            let lines = try tenant.makeApplications(runs).map { "\($0.objectID) \($0.clientID)" }
            let input = try workshop.write(
                lines.joined(separator: "\n"), to: "applications.txt")
            let command =
                [
                    "azure", "rotate", tenant.baseURL, tenant.tenantID, tenant.clientID,
                    String(proofs),
                ] + (baseline == .requestsAndDisk ? [workshop.path(of: "journal")] : [])
            return try Batch(tenant) {
                let times = try workshop.baseline(
                    command, environment: tenant.environment, input: input)
                guard times.count == 2 else {
                    throw Child.Failure(description: "the baseline printed no two numbers")
                }
                return (times[0], times[1])
            }
        }
    }
}
