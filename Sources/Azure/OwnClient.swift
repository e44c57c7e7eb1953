package import Logging
import HTTP
package import Rotation

extension AzureIssuer {
    /// Makes an issuer with a client of its own, so that connections share no socket.
    ///
    /// - Parameters:
    ///   - connection: Who signs in, where.
    ///   - clock: Tells when a cached token has to be renewed.
    ///   - cache: Shared by all connections and workers.
    ///   - log: Gets one debug line per request.
    ///   - isStopped: Ends reads and sign-ins under way when true; writes go on.
    package convenience init(
        _ connection: AzureConnection, clock: any Clock, cache: TokenCache = TokenCache(),
        log: Logger, isStopped: @escaping () -> Bool = { false }
    ) {
        let http = HTTPClient(isCancelled: isStopped)
        self.init(connection, http: http, clock: clock, cache: cache, log: log)
    }
}

#if DEBUG
    extension RemoteClock {
        /// Makes the clock at `url` with clients of its own; being disturbed ends waits only.
        package convenience init(
            url: String, isStopped: @escaping () -> Bool, isDisturbed: @escaping () -> Bool
        ) {
            self.init(
                url: url, http: HTTPClient(isCancelled: isStopped),
                waiting: HTTPClient(isCancelled: { isStopped() || isDisturbed() }),
                isDisturbed: isDisturbed)
        }
    }
#endif
