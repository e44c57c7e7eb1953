internal import CLuaHost
internal import Glibc
internal import Rotation

/// The program whose child processes run scripts that are not to be trusted with this one.
package struct ScriptWorker: Equatable, Sendable {
    /// The first argument that makes the program such a child.
    package static let argument = "script-worker"

    let program: String

    /// - Parameter program: A path at which this program is; without one, the one that runs.
    package init(program: String = "/proc/self/exe") {
        self.program = program
    }

    /// What the program does as such a child: serves its standard input to the end.
    package static func serve() -> Never {
        _exit(host_worker(STDIN_FILENO))
    }

    /// Starts a child with `socket` as its standard input and nothing else of this process.
    ///
    /// - Throws: ``PolicyError/invalid(message:hint:)`` with the system's reason.
    func spawn(socket: Int32) throws(PolicyError) -> pid_t {
        var id: pid_t = 0
        let code = host_spawn(program, Self.argument, socket, &id)
        guard code == 0 else { throw .noProcess(code) }
        return id
    }
}

extension PolicyError {
    /// A script's process could not be started; `code` is the system's.
    static func noProcess(_ code: Int32) -> PolicyError {
        let why = String(cString: strerror(code)).lowercased()
        return .invalid(
            message: "no process for the script can be started: \(why)",
            hint: "--isolate needs a process for each policy file; see 'ulimit -u'")
    }
}
