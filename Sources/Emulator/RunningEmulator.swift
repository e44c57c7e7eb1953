import Dispatch
import FlyingFox
import FlyingSocks
import Foundation
import Rotation
import Synchronization

/// A local tenant that answers on 127.0.0.1.
package final class RunningEmulator: Sendable {
    /// The port it listens on.
    package let port: Int
    /// The tenant's GUID.
    package let tenantID: String
    /// The client id of the connection that may manage applications.
    package let clientID: String
    /// The connection's client secret.
    package let clientSecret: String
    private let server: HTTPServer

    private init(port: Int, server: HTTPServer, cloud: EmulatedCloud, tenantID: String) {
        self.port = port
        self.server = server
        self.tenantID = tenantID
        clientID = cloud.connection.clientID
        clientSecret = cloud.connection.clientSecret
    }

    /// Where it answers, both as sign-in host and as Graph: `http://127.0.0.1:PORT`.
    package var baseURL: String { "http://127.0.0.1:\(port)" }

    /// Starts an emulator and returns when it listens.
    ///
    /// It is served at high task priority. On Linux each priority has threads of its own, so that
    /// callers who block the threads of the default one do not keep it from answering them.
    ///
    /// - Throws: ``EmulatorError`` when the port cannot be had.
    package static func start(
        _ configuration: EmulatorConfiguration = .init()
    ) throws(EmulatorError) -> RunningEmulator {
        guard let port = UInt16(exactly: configuration.port) else {
            throw .cannotListen(port: configuration.port, why: "no such port")
        }
        let cloud = EmulatedCloud(configuration)
        let server: HTTPServer
        do {
            server = HTTPServer(
                address: try .inet(ip4: "127.0.0.1", port: port), timeout: 10, pool: PromptPool(),
                logger: .disabled, handler: Front(cloud: cloud))
        } catch {
            throw .cannotListen(port: configuration.port, why: error.localizedDescription)
        }
        switch wait(for: server) {
        case .success(let bound):
            return RunningEmulator(
                port: bound, server: server, cloud: cloud,
                tenantID: configuration.tenantID.lowercased())
        case .failure(let error):
            throw .cannotListen(port: configuration.port, why: error.why)
        }
    }

    /// Stops answering and closes all connections.
    package func stop() {
        let stopped = DispatchSemaphore(value: 0)
        Task.detached(priority: .high) { [server] in
            await server.stop()
            stopped.signal()
        }
        stopped.wait()
    }

    private struct Failure: Error {
        let why: String
    }

    /// Runs the server on tasks of its own until it listens or has failed.
    private static func wait(for server: HTTPServer) -> Result<Int, Failure> {
        let first = FirstResult<Result<Int, Failure>>()
        Task.detached(priority: .high) {
            do {
                try await server.run()
                first.set(.failure(Failure(why: "stopped")))
            } catch {
                first.set(.failure(Failure(why: error.localizedDescription)))
            }
        }
        Task.detached(priority: .high) {
            do {
                try await server.waitUntilListening()
                first.set(.success(await server.port))
            } catch {
                first.set(.failure(Failure(why: error.localizedDescription)))
            }
        }
        return first.wait()
    }
}

extension HTTPServer {
    fileprivate var port: Int {
        switch listeningAddress {
        case .ip4(_, let port), .ip6(_, let port): Int(port)
        case .unix, nil: 0
        }
    }
}

/// A result that is set by whoever comes first and awaited by a thread.
private final class FirstResult<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isSet = DispatchSemaphore(value: 0)

    func set(_ new: Value) {
        let isFirst = value.withLock { value in
            defer { value = value ?? new }
            return value == nil
        }
        if isFirst { isSet.signal() }
    }

    func wait() -> Value {
        isSet.wait()
        guard let result = value.withLock({ $0 }) else {
            fatalError("the semaphore is signalled only after the value is set")
        }
        return result
    }
}

/// Why an emulator could not be started.
package enum EmulatorError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The port is taken or not to be had.
    case cannotListen(port: Int, why: String)

    package var description: String {
        switch self {
        case .cannotListen(let port, let why): "could not listen on 127.0.0.1:\(port): \(why)"
        }
    }
}
