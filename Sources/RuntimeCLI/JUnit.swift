import Scripting

/// A report that build servers read.
///
/// - SeeAlso: The JUnit schema of Apache Ant, as Jenkins, GitLab and GitHub's actions take it.
enum JUnit {
    /// A suite for each file, in their order.
    static func text(_ report: TestReport) -> String {
        var paths: [String] = []
        for test in report.tests where !paths.contains(test.path) { paths.append(test.path) }
        let count = report.tests.count + report.broken.count
        let total =
            "tests=\"\(count)\" failures=\"\(report.failed)\" errors=\"\(report.broken.count)\""
        let lines =
            [
                #"<?xml version="1.0" encoding="UTF-8"?>"#,
                #"<testsuites name="runtime test" \#(total) \#(time(report.tests))>"#,
            ]
            + paths.flatMap { path in suite(path, report.tests.filter { $0.path == path }) }
            + report.broken.flatMap(brokenSuite) + ["</testsuites>"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func suite(_ path: String, _ tests: [TestReport.Test]) -> [String] {
        let failures = tests.count { $0.failure != nil }
        let total =
            "tests=\"\(tests.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"0\""
        return ["  <testsuite name=\"\(escape(path))\" \(total) \(time(tests))>"]
            + tests.flatMap(testCase) + ["  </testsuite>"]
    }

    private static func testCase(_ test: TestReport.Test) -> [String] {
        let head = "    <testcase \(place(test.path)) name=\"\(escape(test.name))\" \(time([test]))"
        guard let failure = test.failure else { return [head + "/>"] }
        let text = escape(failure.lines.joined(separator: "\n"))
        return [
            head + ">",
            "      <failure message=\"\(escape(failure.message))\" type=\"failure\">\(text)</failure>",
            "    </testcase>",
        ]
    }

    private static func brokenSuite(_ path: String, _ why: String) -> [String] {
        [
            "  <testsuite name=\"\(escape(path))\" tests=\"1\" failures=\"0\" errors=\"1\" "
                + "skipped=\"0\" time=\"0.000\">",
            "    <testcase \(place(path)) name=\"load\" time=\"0.000\">",
            "      <error message=\"\(escape(why))\" type=\"load\">\(escape(why))</error>",
            "    </testcase>", "  </testsuite>",
        ]
    }

    /// The file, and as a class its path with dots and without its ending.
    private static func place(_ path: String) -> String {
        let words = path.split(separator: ".lua").joined().split(separator: "/")
        let name = words.filter { $0 != ".." }.joined(separator: ".")
        return "classname=\"\(escape(name))\" file=\"\(escape(path))\""
    }

    /// Seconds with three decimals.
    private static func time(_ tests: [TestReport.Test]) -> String {
        let thousandths = Int((tests.reduce(0) { $0 + $1.seconds } * 1_000).rounded())
        let fraction = String(1_000 + thousandths % 1_000).dropFirst()
        return "time=\"\(thousandths / 1_000).\(fraction)\""
    }

    /// Text for an attribute or an element; what XML 1.0 cannot hold becomes U+FFFD.
    static func escape(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "\n": "&#10;"
            case "\t": "&#9;"
            case "\u{0}"..."\u{1F}", "\u{FFFE}"..."\u{FFFF}": "\u{FFFD}"
            default: String(scalar)
            }
        }.joined()
    }
}
