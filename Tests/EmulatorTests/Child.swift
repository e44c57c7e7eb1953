import Glibc

/// A process of its own that does nothing until it is ended.
final class Child {
    let id: Int32
    private var isEnded = false

    init() throws {
        var id: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("60"), nil]
        defer { arguments.forEach { free($0) } }
        let status = posix_spawn(&id, "/bin/sleep", nil, nil, &arguments, nil)
        guard status == 0 else { throw Failure(code: status) }
        self.id = id
    }

    struct Failure: Error {
        let code: Int32
    }

    /// Ends it and waits until its process id is free.
    ///
    /// Not by SIGTERM, which a thread of the test runner may block and a child then inherits.
    func end() {
        guard !isEnded else { return }
        isEnded = true
        kill(id, SIGKILL)
        var status: Int32 = 0
        waitpid(id, &status, 0)
    }

    deinit {
        end()
    }
}
