/// Which lines of files can run, and which of them did.
package struct Coverage: Equatable, Sendable {
    /// By the file's path and the line's number: whether it ran.
    private var files: [String: [Int: Bool]] = [:]

    package init() {}

    /// - Parameters:
    ///   - files: As a state gives them, by the module's path.
    ///   - test: The file that required them; neither it nor another test is a policy.
    ///   - folder: Where the paths begin, with a slash behind it.
    init(_ files: [String: [Int: Bool]], except test: String, below folder: String) {
        for (path, lines) in files where path != test && !path.hasSuffix("_test.lua") {
            self.files[folder + path] = lines
        }
    }

    /// Adds what ran another time.
    package mutating func merge(_ other: Coverage) {
        for (path, lines) in other.files {
            files[path, default: [:]].merge(lines) { $0 || $1 }
        }
    }

    /// One file's figures.
    package struct File: Equatable, Sendable {
        package let path: String
        /// Lines that can run.
        package let executable: Int
        /// Lines that did.
        package let executed: Int
        /// Those that did not, ranges over lines that cannot run.
        package let missed: [ClosedRange<Int>]

        /// Whole percents, rounded down: 100 means every line.
        package var percent: Int {
            executable == 0 ? 100 : executed * 100 / executable
        }
    }

    /// The figures of each file, by path.
    package var summary: [File] {
        files.sorted { $0.key < $1.key }.map { path, lines in
            File(
                path: path, executable: lines.count, executed: lines.values.count { $0 },
                missed: Self.missed(lines))
        }
    }

    private static func missed(_ lines: [Int: Bool]) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        var isOpen = false
        for (line, ran) in lines.sorted(by: { $0.key < $1.key }) {
            if !ran, isOpen, let last = ranges.popLast() {
                ranges.append(last.lowerBound...line)
            } else if !ran {
                ranges.append(line...line)
            }
            isOpen = !ran
        }
        return ranges
    }
}
