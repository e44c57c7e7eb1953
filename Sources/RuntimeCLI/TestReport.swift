import Rotation
import Scripting

/// What the tests of all files came to.
struct TestReport {
    private(set) var tests: [Test] = []
    private(set) var coverage = Coverage()
    /// Files that did not load, with the reason.
    var broken: [(path: String, why: String)] = []

    /// One test that was run.
    struct Test {
        let path: String
        let name: String
        let duration: Duration
        let failure: TestFailure?
        let printed: [String]

        /// File and name.
        var title: String { "\(path): \(name)" }

        var seconds: Double { duration / .seconds(1) }

        /// The time with one decimal.
        var milliseconds: String {
            let tenths = Int((seconds * 10_000).rounded())
            return "\(tenths / 10).\(tenths % 10)"
        }
    }

    var isEmpty: Bool { tests.isEmpty && broken.isEmpty }
    var failed: Int { tests.count { $0.failure != nil } }
    var passed: Int { tests.count - failed }

    /// Runs a test and adds what it came to.
    mutating func add(_ name: String, of file: TestFile) -> Test {
        let clock = ContinuousClock()
        let start = clock.now
        let result = file.run(name)
        let test = Test(
            path: file.path, name: name, duration: clock.now - start, failure: result.failure,
            printed: result.printed)
        tests.append(test)
        coverage.merge(result.coverage)
        return test
    }

    /// A line for each policy file, in aligned columns.
    var coverageLines: [String] {
        var table = Table(["FILE", "LINES", ""])
        for file in coverage.summary {
            let missed = file.missed.map(\.text).joined(separator: ", ")
            table.add([
                file.path, "\(file.percent) %", missed.isEmpty ? "" : "missed \(missed)",
            ])
        }
        return Array(table.lines.dropFirst())
    }

    var json: Value {
        .map([
            "passed": .int(Int64(passed)), "failed": .int(Int64(failed)),
            "tests": .list(tests.map(\.json)),
            "coverage": .list(coverage.summary.map(\.json)),
            "broken": .list(
                broken.map { .map(["path": .string($0.path), "error": .string($0.why)]) }),
        ])
    }
}

extension TestReport.Test {
    fileprivate var json: Value {
        .map([
            "path": .string(path), "name": .string(name), "seconds": .number(seconds),
            "failure": failure.map { .string($0.lines.joined(separator: "\n")) } ?? .null,
        ])
    }
}

extension Coverage.File {
    fileprivate var json: Value {
        .map([
            "path": .string(path), "executable": .int(Int64(executable)),
            "executed": .int(Int64(executed)), "percent": .int(Int64(percent)),
            "missed": .list(missed.map { .string($0.text) }),
        ])
    }
}

extension ClosedRange<Int> {
    /// `31-33`, or `40`.
    fileprivate var text: String {
        count == 1 ? "\(lowerBound)" : "\(lowerBound)-\(upperBound)"
    }
}
