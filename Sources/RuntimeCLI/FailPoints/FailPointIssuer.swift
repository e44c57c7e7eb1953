#if DEBUG
    import Rotation

    /// An issuer with a fail point before and after each remote call of the engine.
    final class FailPointIssuer: Issuer {
        private let inner: any Issuer
        private let points: FailPoints

        init(_ inner: any Issuer, _ points: FailPoints) {
            self.inner = inner
            self.points = points
        }

        var connection: String { inner.connection }
        var identity: String { inner.identity }

        func serverTime() throws(IssuerError) -> Instant {
            try points.around(.serverTime) { () throws(IssuerError) in try inner.serverTime() }
        }

        func application(
            _ reference: ApplicationReference
        ) throws(IssuerError) -> Application {
            try points.around(.read) { () throws(IssuerError) in
                try inner.application(reference)
            }
        }

        func applications() throws(IssuerError) -> [Application] {
            try points.around(.list) { () throws(IssuerError) in try inner.applications() }
        }

        func standing(of application: Application) throws(IssuerError) -> Standing {
            try points.around(.standing) { () throws(IssuerError) in
                try inner.standing(of: application)
            }
        }

        func mint(_ request: MintRequest) throws(IssuerError) -> Minted {
            try points.around(.mint) { () throws(IssuerError) in try inner.mint(request) }
        }

        func remove(keyID: String, from objectID: String) throws(IssuerError) -> Bool {
            try points.around(.remove) { () throws(IssuerError) in
                try inner.remove(keyID: keyID, from: objectID)
            }
        }

        func prove(clientID: String, value: SecretValue) throws(IssuerError) -> Proof {
            try points.around(.prove) { () throws(IssuerError) in
                try inner.prove(clientID: clientID, value: value)
            }
        }
    }

    extension HostFunction {
        /// The function with a fail point before and after each call.
        func with(_ points: FailPoints) -> HostFunction {
            HostFunction(verb, isSuccess: isSuccess) { call throws(HostError) in
                try points.around(.hostCall) { () throws(HostError) in try carryOut(call) }
            }
        }
    }
#endif
