internal import Rotation

/// A program that the operator lets hooks start, with a fixed argument vector.
package struct Command: Equatable, Sendable {
    /// The program's absolute path and its arguments.
    package let arguments: [String]
    /// After which it is killed with all it has started.
    package let timeout: Duration
    /// Its variables, beside `PATH` and those that a call gives.
    package let environment: [String: String]
    package let variables: Variables

    /// Which variables a call may give.
    package enum Variables: Equatable, Sendable {
        case none
        case these([String])
        /// All but those that change which code is run.
        case any
    }

    package init(
        arguments: [String], timeout: Duration = .seconds(60),
        environment: [String: String] = [:], variables: Variables = .none
    ) {
        self.arguments = arguments
        self.timeout = timeout
        self.environment = environment
        self.variables = variables
    }

    /// What is wrong with it; nil when it can be started.
    package var problem: String? {
        guard let program = arguments.first, program.hasPrefix("/") else {
            return "'argv' must begin with the absolute path of a program"
        }
        if arguments.contains(where: { $0.utf8.contains(0) }) { return "'argv' holds a zero byte" }
        guard timeout > .zero, timeout <= .hours(1) else {
            return "'timeout' must be more than 0 and at most 1h"
        }
        let names = environment.keys.sorted()
        return names.first { !Self.isVariable($0) }.map {
            "'env' holds no variable's name: \"\($0)\""
        }
    }

    /// Whether a call may set the variable `name`.
    func allows(_ name: String) -> Bool {
        guard Self.isVariable(name), environment[name] == nil else { return false }
        return switch variables {
        case .none: false
        case .these(let names): names.contains(name)
        case .any: !Self.steersCode(name)
        }
    }

    private static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            byte == 95 || (48...57).contains(byte) || (65...90).contains(byte)
                || (97...122).contains(byte)
        }
    }

    /// Variables by which loaders, shells and interpreters are told what to run.
    private static func steersCode(_ name: String) -> Bool {
        let prefixes = [
            "LD_", "DYLD_", "BASH", "GIT_", "PERL", "PYTHON", "RUBY", "NODE", "LUA", "JAVA", "JDK",
            "GCONV", "GLIBC", "MALLOC", "PHP", "SSH_",
        ]
        let names = [
            "PATH", "IFS", "ENV", "SHELL", "SHELLOPTS", "HOME", "CDPATH", "PS4", "EDITOR",
            "VISUAL", "PAGER", "BROWSER", "TMPDIR", "LOCPATH", "NLSPATH", "TERMINFO",
            "_JAVA_OPTIONS", "CLASSPATH", "TZDIR", "HOSTALIASES", "RESOLV_HOST_CONF",
        ]
        let upper = name.uppercased()
        return prefixes.contains { upper.hasPrefix($0) } || names.contains(upper)
    }
}
