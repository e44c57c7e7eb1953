package import Rotation

/// A file of tests: a table of named functions, each of them run in a fresh state of the sandbox.
package struct TestFile {
    /// The path as it was given; error texts begin with it.
    package let path: String
    /// The names of its tests, in the order in which they are to be run.
    package let names: [String]
    private let source: PolicySource
    private let functions: [HostFunction]
    private let covers: Bool

    /// What one test came to.
    package struct Result {
        /// Nil when it passed.
        package let failure: TestFailure?
        /// The lines that it printed.
        package let printed: [String]
        /// The lines of the files that it required; empty when they are not asked for.
        package let coverage: Coverage
    }

    /// Reads the file at `path` with what it requires, and finds its tests.
    ///
    /// - Parameters:
    ///   - path: A Lua file.
    ///   - functions: What hooks find in production; a scripted host has the same.
    ///   - covers: Whether to count the lines that run.
    /// - Throws: ``PolicyError`` when it cannot be read, does not load, or holds no tests.
    package init(
        path: String, functions: [HostFunction], covers: Bool = false
    ) throws(PolicyError) {
        self.path = path
        self.functions = functions
        self.covers = covers
        var source = try PolicySource.read(path)
        source.modules[TestModule.name] = TestModule.text
        self.source = source
        names = try Self.tests(try Self.load(source, path, covers: false).value, in: path)
            .keys.sorted()
    }

    /// Runs one test; nothing of it is left for the next.
    package func run(_ name: String) -> Result {
        let host = TestHost(functions)
        var state: LuaState?
        var failure: TestFailure?
        do throws(PolicyError) {
            let loaded = try Self.load(source, path, covers: covers)
            state = loaded.state
            if let number = try Self.tests(loaded.value, in: path)[name] {
                _ = try loaded.state.call(number, named: name, arguments: [], host: host)
            }
        } catch {
            failure = TestFailure(error.description, hint: error.hint)
        }
        let lines = state?.printed.split(separator: "\n") ?? []
        let prefix = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        return Result(
            failure: host.finding ?? failure, printed: lines.map { TestFailure.plain(String($0)) },
            coverage: Coverage(state?.coverage ?? [:], except: path, below: prefix))
    }

    private static func load(
        _ source: PolicySource, _ path: String, covers: Bool
    ) throws(PolicyError) -> (state: LuaState, value: Value) {
        let state = try LuaState(covers: covers)
        let value = try state.load(
            source: source.text, modules: source.modules, chunkName: path, subject: "test file")
        return (state, value)
    }

    /// The numbers of the test functions by their names.
    private static func tests(
        _ value: Value, in path: String
    ) throws(PolicyError) -> [String: Int] {
        guard case .map(let members) = value else {
            throw .invalid(
                message: "\(path): a test file must return a table of named functions, not "
                    + (value == .list([]) ? "an empty one" : value.article),
                hint: "return { [\"rotates in time\"] = function() … end }")
        }
        var tests: [String: Int] = [:]
        for (name, member) in members {
            guard TestFailure.plain(name) == name, name.utf8.count <= 256 else {
                throw .invalid(
                    message: "\(path): test \"\(ScriptText.brief(name))\" must have a short name "
                        + "without control characters", hint: nil)
            }
            guard case .function(let number) = member else {
                throw .invalid(
                    message: "\(path): test \"\(name)\" must be a function, not \(member.article)",
                    hint: "a test file returns its tests; a policy belongs in a file of its own")
            }
            tests[name] = number
        }
        return tests
    }
}
