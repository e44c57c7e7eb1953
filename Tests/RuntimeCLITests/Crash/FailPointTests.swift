import Foundation
import Rotation
import SecretStore
import Testing

/// What `RUNTIME_FAILPOINT` understands, and that no durable write escapes it.
struct FailPointTests {
    @Test(
        "What names no fail point is refused with what does",
        arguments: ["before-mint", "before-mnit:kill", "before-mint@0:kill", "any@x:stop", ","])
    func wrong(_ text: String) throws {
        let result = try RuntimeProcess.run(["status"], environment: ["RUNTIME_FAILPOINT": text])

        #expect(result.status == 2)
        #expect(result.errorLines.count == 1)
        #expect(result.hintLines.first?.contains("'list' prints the names") == true)
    }

    @Test("Every transaction of a run is written between two fail points")
    func everyWrite() throws {
        let life = try Life(in: try Town(), LifePolicy(stage: "2h"), named: "writes")
        // An open connection keeps the log from being merged away.
        let open = try SecretStore(folder: life.folder)
        let before = try WriteAheadLog(of: life.folder).commits
        life.arm = { "trace" }
        try life.rest()

        let passed = try #require(life.record.passed.first)
        let writes = passed.filter { name, _ in
            ["after-register", "after-errand"].contains(name)
                || name.hasPrefix("after-commit-") || name.hasPrefix("after-call-")
        }.values.reduce(0, +)
        // The lease is taken once and read from then on.
        let commits = try WriteAheadLog(of: life.folder).commits - before
        #expect(writes > 15)
        #expect(commits == writes + 1)
        #expect(try open.rotations().first?.version == 1)
    }
}

/// SQLite's log of what was written since it was last merged into the database.
///
/// - SeeAlso: SQLite, "Database File Format", section "The WAL File Format".
private struct WriteAheadLog {
    /// Transactions in it.
    let commits: Int

    init(of folder: HomeFolder) throws {
        let bytes = [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/runtime.db-wal")))
        func number(_ place: Int) -> Int {
            bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
        }
        let frame = 24 + number(8)
        let starts = stride(from: 32, to: bytes.count - frame + 1, by: frame)
        let salts = bytes[16..<24]
        // The frame that ends a transaction says how large the database then is.
        commits = starts.count { bytes[($0 + 8)..<($0 + 16)] == salts && number($0 + 4) > 0 }
    }
}
