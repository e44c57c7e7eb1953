import Foundation
import Glibc

/// A process of another program, started without a shell.
final class Child {
    let id: pid_t
    private let output: FileHandle

    /// Why a process is of no use.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts a program; `input` is its standard input, error output stays ours.
    ///
    /// - Parameters:
    ///   - command: The program, searched for on the path, and its arguments.
    ///   - environment: Added to ours.
    ///   - input: A file for standard input.
    /// - Throws: ``Failure`` when there is no such program.
    init(
        _ command: [String], environment: [String: String] = [:], input: String = "/dev/null"
    ) throws {
        let pipe = Pipe()
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(
            &actions, pipe.fileHandleForWriting.fileDescriptor, 1)
        var id: pid_t = 0
        let code = Self.withArray(command) { arguments in
            Self.withArray(variables.map { "\($0)=\($1)" }) { environment in
                posix_spawnp(&id, command[0], &actions, nil, arguments, environment)
            }
        }
        guard code == 0 else {
            throw Failure(description: "\(command[0]): \(String(cString: strerror(code)))")
        }
        try pipe.fileHandleForWriting.close()
        self.id = id
        output = pipe.fileHandleForReading
    }

    /// Runs a program to its end and gives what it wrote to standard output.
    static func run(
        _ command: [String], environment: [String: String] = [:], input: String = "/dev/null"
    ) throws -> String {
        try Child(command, environment: environment, input: input).finish(command)
    }

    /// Reads standard output up to the first line's end.
    func firstLine() -> String {
        var bytes = Data()
        while let next = try? output.read(upToCount: 1), let byte = next.first, byte != 10 {
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Asks it to end and waits until it has.
    func stop() {
        kill(id, SIGTERM)
        var status: Int32 = 0
        waitpid(id, &status, 0)
    }

    private func finish(_ command: [String]) throws -> String {
        let data = try output.readToEnd() ?? Data()
        var status: Int32 = 0
        guard waitpid(id, &status, 0) == id, status == 0 else {
            throw Failure(
                description: "\(command.joined(separator: " ")) ended with status \(status)")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func withArray<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
