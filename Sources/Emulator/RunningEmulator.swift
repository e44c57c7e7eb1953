import Rotation

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
    /// What a request to the App Service endpoint must carry in `X-IDENTITY-HEADER`.
    package let identityHeader: String
    /// Where the issuer answers whose tokens may sign the connection in.
    package var issuer: String { "\(baseURL)/_emulator/issuer" }
    private let listener: Listener
    private let clock: EmulatorClock

    private init(_ listener: Listener, _ cloud: EmulatedCloud, tenantID: String) {
        self.listener = listener
        clock = cloud.clock
        self.tenantID = tenantID
        port = listener.port
        clientID = cloud.connection.clientID
        clientSecret = cloud.connection.clientSecret
        identityHeader = cloud.identityHeader
    }

    /// Where it answers, both as sign-in host and as Graph: `http://127.0.0.1:PORT`.
    package var baseURL: String { "http://127.0.0.1:\(port)" }

    /// Starts an emulator and returns when it listens.
    ///
    /// Each connection has a thread of its own, so that callers who block the threads of Swift's
    /// tasks do not keep it from answering them.
    ///
    /// - Throws: ``EmulatorError`` when the port cannot be had or the configuration is unusable.
    package static func start(
        _ configuration: EmulatorConfiguration = .init()
    ) throws(EmulatorError) -> RunningEmulator {
        guard let port = UInt16(exactly: configuration.port) else {
            throw .cannotListen(port: configuration.port, why: "no such port")
        }
        let listener: Listener
        do throws(Listener.Unavailable) {
            listener = try Listener(port: port)
        } catch {
            throw .cannotListen(port: configuration.port, why: error.why)
        }
        let cloud: EmulatedCloud
        do throws(EmulatorError) {
            cloud = try EmulatedCloud(configuration, address: "http://127.0.0.1:\(listener.port)")
        } catch {
            listener.stop()
            throw error
        }
        listener.run { socket in Front(cloud: cloud, socket: socket).run() }
        return RunningEmulator(listener, cloud, tenantID: configuration.tenantID.lowercased())
    }

    /// Moves virtual time forward; does nothing where the time is the system's.
    package func advance(_ duration: Duration) {
        _ = clock.move { $0 + duration }
    }

    /// Stops answering and closes all connections.
    package func stop() {
        listener.stop()
    }
}

/// Why an emulator could not be started.
package enum EmulatorError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The port is taken or not to be had.
    case cannotListen(port: Int, why: String)
    /// A certificate, a profile or a tenant file that cannot be used.
    case unusable(what: String, why: String)

    package var description: String {
        switch self {
        case .cannotListen(let port, let why): "could not listen on 127.0.0.1:\(port): \(why)"
        case .unusable(let what, let why): "could not use \(what): \(why)"
        }
    }
}
