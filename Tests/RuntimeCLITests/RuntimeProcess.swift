import Foundation

/// The real program as a process of its own.
final class RuntimeProcess {
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

    /// What a finished process left behind.
    struct Result {
        let status: Int32
        let output: String
        let errors: String

        /// The lines that begin with `runtime: error: `, without that.
        var errorLines: [String] { lines("runtime: error: ") }
        var hintLines: [String] { lines("runtime: hint: ") }

        private func lines(_ prefix: String) -> [String] {
            errors.split(separator: "\n").filter { $0.hasPrefix(prefix) }
                .map { String($0.dropFirst(prefix.count)) }
        }
    }

    /// Starts `runtime` with `arguments`; `environment` is all it gets beside PATH, HOME and
    /// what `scripts/mutants` says, and `input` what it reads.
    init(
        _ arguments: [String], environment: [String: String] = [:], folder: String? = nil,
        program: String = path, input: String? = nil
    ) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let inherited = ProcessInfo.processInfo.environment.filter {
            ["PATH", "HOME", "LD_LIBRARY_PATH", "RUNTIME_MUTANT"].contains($0.key)
        }
        process.environment = inherited.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.standardOutput = output
        process.standardError = errors
        let typed = input.map { _ in Pipe() }
        process.standardInput = typed ?? FileHandle.nullDevice
        try process.run()
        try typed?.fileHandleForWriting.write(contentsOf: Data((input ?? "").utf8))
        try typed?.fileHandleForWriting.close()
    }

    var id: Int32 { process.processIdentifier }

    /// Runs to the end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], folder: String? = nil,
        program: String = path, input: String? = nil
    ) throws -> Result {
        try RuntimeProcess(
            arguments, environment: environment, folder: folder, program: program, input: input
        ).finish()
    }

    /// Reads both streams to their ends and waits.
    func finish() -> Result {
        let errorText = LateText(errors.fileHandleForReading)
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: text, errors: errorText.value)
    }

    /// Reads standard output until a blank-free line of JSON has come.
    func firstLine() -> String {
        var bytes: [UInt8] = []
        while let byte = output.fileHandleForReading.readData(ofLength: 1).first, byte != 10 {
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// SIGKILL, as a crash would end it.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// SIGCONT, after something made it stand still.
    func goOn() {
        Foundation.kill(process.processIdentifier, SIGCONT)
    }

    /// Whether it was stopped and not continued.
    var isStandingStill: Bool {
        // After the name in parentheses comes the state.
        system("stat").split(separator: ")").last?.hasPrefix(" T") ?? false
    }

    /// Whether a signal has come that it has not handled yet.
    var hasPendingSignal: Bool {
        system("status").split(separator: "\n")
            .filter { $0.hasPrefix("ShdPnd:") || $0.hasPrefix("SigPnd:") }
            .contains { $0.dropFirst(8).contains { "123456789abcdef".contains($0) } }
    }

    /// What the kernel tells about it.
    private func system(_ file: String) -> String {
        (try? String(contentsOfFile: "/proc/\(id)/\(file)", encoding: .utf8)) ?? ""
    }

    /// SIGTERM, as a service manager would ask it to stop.
    func terminate() {
        Foundation.kill(process.processIdentifier, SIGTERM)
    }

    /// SIGHUP, as an operator would have it read its policies again.
    func hangUp() {
        Foundation.kill(process.processIdentifier, SIGHUP)
    }

    /// The program beside the test bundle.
    static var path: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("runtime").path
    }
}

/// A stream read on a thread of its own, so that neither stream's buffer can fill up.
private final class LateText: @unchecked Sendable {
    // The semaphore orders the only write before the only read.
    private var text = ""
    private let isRead = DispatchSemaphore(value: 0)

    init(_ handle: FileHandle) {
        Thread.detachNewThread { [self] in
            text = String(decoding: handle.readDataToEndOfFile(), as: UTF8.self)
            isRead.signal()
        }
    }

    var value: String {
        isRead.wait()
        return text
    }
}
