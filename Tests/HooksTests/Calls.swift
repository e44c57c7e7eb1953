import HTTP
import Hooks
import Rotation
import TestSupport

/// Makes calls of host functions as the engine does.
struct Calls {
    var caller: Caller
    var secrets: [SecretHandle: String] = [:]
    var root = "/nonexistent"
    let log = CapturedLog()

    /// Needs and grants the same entries.
    init(http: [String] = [], files: [String] = []) {
        granted = Needs(http: http, files: files)
        caller = Caller(name: "payments-api", needs: granted)
    }

    var granted: Needs
    var commands: [String: Command] = [:]
    var isStopped: () -> Bool = { false }

    /// Carries out one call and gives its result or its error.
    func call(_ name: String, _ arguments: Value...) -> Result<Value, HostError> {
        let functions = WorldFunctions.all(
            http: HTTPClient(), commands: commands,
            grants: Grants(root: root, byPolicy: ["payments-api": granted]),
            log: log.logger, isStopped: isStopped)
        guard let function = functions.first(where: { $0.name == name }) else {
            return .failure(.misuse("no such function"))
        }
        let secrets = secrets
        let call = HostCall(
            arguments: arguments, idempotencyKey: "event-1-3", caller: caller,
            reveal: { handle throws(HostError) in
                guard let text = secrets[handle] else { throw .misuse("\(handle) is unknown") }
                return SecretValue(text)
            })
        do throws(HostError) {
            return .success(try function.carryOut(call))
        } catch {
            return .failure(error)
        }
    }
}

extension Result where Success == Value, Failure == HostError {
    /// The result, or null.
    var value: Value {
        if case .success(let value) = self { value } else { .null }
    }

    /// The text of a misuse, or nil.
    var misuse: String? {
        if case .failure(.misuse(let text)) = self { text } else { nil }
    }

    /// The text of a denial, or nil.
    var denied: String? {
        if case .failure(.denied(let text)) = self { text } else { nil }
    }

    /// The code of an operational failure, or nil.
    var failureCode: String? {
        if case .failure(.failed(let code, _, _)) = self { code } else { nil }
    }
}
