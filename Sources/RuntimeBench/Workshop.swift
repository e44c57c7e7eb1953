import Foundation

/// What the measures share: where the programs are, and folders that are removed at the end.
struct Workshop {
    /// The release build of `runtime`.
    let runtime: String
    /// The folder of the compiled baselines.
    let baselines: String
    /// On a real disk.
    let scratch: URL
    /// In memory: what is written there is on its medium at once.
    let memory: URL

    /// Makes the folders.
    init(runtime: String, baselines: String) throws {
        self.runtime = runtime
        self.baselines = baselines
        let name = "runtime-bench-\(UUID().uuidString)"
        scratch = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        memory = URL(fileURLWithPath: "/dev/shm").appendingPathComponent(name)
        for folder in [scratch, memory] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
    }

    /// Removes the folders.
    func close() {
        for folder in [scratch, memory] { try? FileManager.default.removeItem(at: folder) }
    }

    /// The path of something in the folder.
    func path(of name: String) -> String { scratch.appendingPathComponent(name).path }

    /// Writes a file into the folder and gives its path.
    func write(_ text: String, to name: String) throws -> String {
        let file = scratch.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    /// Runs a baseline and gives the numbers it prints.
    func baseline(
        _ command: [String], environment: [String: String] = [:], input: String = "/dev/null"
    ) throws -> [Double] {
        let command = ["\(baselines)/\(command[0])"] + command.dropFirst()
        return try Child.run(command, environment: environment, input: input)
            .split { $0.isWhitespace }.compactMap { Double($0) }
    }

    /// Runs a baseline and gives the one number it prints.
    func baseline(_ command: String...) throws -> Double {
        guard let number = try baseline(command).first else {
            throw Child.Failure(description: "\(command[0]) printed no number")
        }
        return number
    }
}
