import Foundation

/// What the measures share: where the programs are, and folders that are removed at the end.
struct Workshop {
    /// The release build of `runtime`.
    let runtime: String
    /// The folder of the compiled baselines.
    let baselines: String
    /// On a real disk.
    let scratch: URL
    /// In memory, where what is written is on its medium at once; nil where there is no such place.
    let memory: URL?

    /// Makes the folders.
    init(runtime: String, baselines: String) throws {
        self.runtime = runtime
        self.baselines = baselines
        let name = "runtime-bench-\(UUID().uuidString)"
        scratch = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        let shared = URL(fileURLWithPath: "/dev/shm")
        memory =
            FileManager.default.isWritableFile(atPath: shared.path)
            ? shared.appendingPathComponent(name) : nil
        for folder in folders {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
    }

    private var folders: [URL] { [scratch, memory].compactMap(\.self) }

    /// Removes the folders.
    func close() {
        for folder in folders { try? FileManager.default.removeItem(at: folder) }
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
