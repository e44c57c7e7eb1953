internal import HTTP
package import Rotation

/// What hooks and scripts may see of a tenant, and what else they may ask of Graph under a grant.
///
/// A policy works on its own connection only, a script on any.
package struct AzureFunctions {
    private let grants: Grants
    private let home: String
    private let clock: any Clock
    private let issuers: (String) throws(IssuerError) -> AzureIssuer

    /// Makes the functions.
    ///
    /// - Parameters:
    ///   - grants: The operator's permissions.
    ///   - home: The home's id, by which its own credentials are told from others.
    ///   - clock: Tells the time.
    ///   - issuers: Opens a connection by its name.
    package init(
        grants: Grants, home: String, clock: any Clock,
        issuers: @escaping (String) throws(IssuerError) -> AzureIssuer
    ) {
        self.grants = grants
        self.home = home
        self.clock = clock
        self.issuers = issuers
    }

    /// `host:applications`, `host:credentials`, `host:owners`, `host:last_sign_in`, `host:graph`.
    package var all: [HostFunction] {
        [
            HostFunction(Self.applications) { call throws(HostError) in try applications(call) },
            HostFunction(Self.credentials) { call throws(HostError) in try credentials(call) },
            HostFunction(Self.owners) { call throws(HostError) in try owners(call) },
            HostFunction(Self.lastSignIn) { call throws(HostError) in try lastSignIn(call) },
            HostFunction(Self.graph, isSuccess: Self.isSuccess) { call throws(HostError) in
                try graph(call)
            },
        ]
    }

    private func applications(_ call: HostCall) throws(HostError) -> Value {
        let fields = call.arguments.first?.members ?? [:]
        let issuer = try issuer(fields["connection"]?.text, for: call.caller)
        let all = try ofIssuer { () throws(IssuerError) in try issuer.applications() }
        let chosen = all.filter { application in
            accepts(fields["search"]?.text) { application.displayName.contains(ignoringCase: $0) }
                && accepts(fields["tag"]?.text) { application.tags.contains($0) }
                && accepts(fields["expiring"]) { ends(application, within: $0) }
        }
        return .list(chosen.map { $0.record(home: home, now: clock.now()) })
    }

    private func accepts<Wanted>(_ wanted: Wanted?, _ matches: (Wanted) -> Bool) -> Bool {
        wanted.map(matches) ?? true
    }

    /// Whether a credential that has not ended ends within a number of seconds.
    private func ends(_ application: Application, within seconds: Value) -> Bool {
        let now = clock.now()
        let limit = seconds.seconds.map { now + .seconds($0) } ?? now
        return application.credentials.contains { credential in
            credential.endsAt.map { $0 > now && $0 <= limit } ?? false
        }
    }

    private func credentials(_ call: HostCall) throws(HostError) -> Value {
        let issuer = try issuer(nil, for: call.caller)
        let application = try application(call, of: "credentials", issuer)
        return .list(application.credentials.map { $0.record(home: home, now: clock.now()) })
    }

    private func owners(_ call: HostCall) throws(HostError) -> Value {
        let issuer = try issuer(nil, for: call.caller)
        let application = try application(call, of: "owners", issuer)
        let owners = try ofIssuer { () throws(IssuerError) in
            try issuer.owners(of: application.objectID)
        }
        return .list(owners.map(\.record))
    }

    private func lastSignIn(_ call: HostCall) throws(HostError) -> Value {
        let issuer = try issuer(nil, for: call.caller)
        let keyID = try guid(call, "key_id", of: "last_sign_in")
        let use: LastSignIn
        do throws(IssuerError) {
            use = try issuer.lastSignIn(with: keyID)
        } catch {
            throw HostError(error, remedy: error.isDenial ? Self.reportRemedy : nil)
        }
        guard let asOf = use.asOf else {
            throw .failed(
                code: "no_report",
                message: "the sign-in report does not show a sign-in of connection "
                    + "\"\(issuer.connection)\" yet, which tells how far it reaches",
                retryable: true)
        }
        var fields: [String: Value] = ["as_of": .int(asOf.seconds)]
        fields["at"] = (use.at?.seconds).map(Value.int)
        return .map(fields)
    }

    private func graph(_ call: HostCall) throws(HostError) -> Value {
        let fields = call.arguments.first?.members ?? [:]
        let issuer = try issuer(fields["connection"]?.text, for: call.caller)
        let request = try GraphRequest(
            method: fields["method"]?.text ?? "GET", path: fields["path"]?.text ?? "",
            json: fields["json"] ?? .null, host: issuer.graph.host)
        _ = try grants.require(
            .graph, for: call.caller, asked: "call \(request)", suggestion: request.suggestion
        ) { GraphPattern($0)?.matches(request) == true }
        return try ofIssuer { () throws(IssuerError) in try request.send(by: issuer.graph) }
    }

    private static let reportRemedy =
        "give the connection's application the permission AuditLog.Read.All, with admin consent; "
        + "the report needs Entra ID P1"

    /// An answer that refuses is an answer to the script, but nothing a retry should keep.
    private static func isSuccess(_ result: Value) -> Bool {
        (result["status"]?.integer).map { $0 < 400 } ?? false
    }
}

// MARK: - Arguments

extension AzureFunctions {
    private func issuer(
        _ name: String?, for caller: Caller
    ) throws(HostError) -> AzureIssuer {
        let name = name ?? caller.connection
        guard caller.path == nil || name == caller.connection else {
            throw .denied(
                "\(caller) works on connection \"\(caller.connection)\" and may not use "
                    + "\"\(name)\"; a script may")
        }
        return try ofIssuer { () throws(IssuerError) in try issuers(name) }
    }

    /// The application that the first argument names by its client id or its object id.
    private func application(
        _ call: HostCall, of function: String, _ issuer: AzureIssuer
    ) throws(HostError) -> Application {
        let id = try guid(call, "app", of: function)
        return try ofIssuer { () throws(IssuerError) -> Application in
            do throws(IssuerError) {
                return try issuer.application(ApplicationReference(clientID: id))
            } catch .notFound {
                return try issuer.application(ApplicationReference(objectID: id))
            }
        }
    }

    private func guid(
        _ call: HostCall, _ name: String, of function: String
    ) throws(HostError) -> String {
        let text = (call.arguments.first?.text ?? "").lowercased()
        guard text.isGUID else {
            throw .misuse("bad argument '\(name)' to \(function): a GUID expected")
        }
        return text
    }

    private func ofIssuer<Result>(
        _ body: () throws(IssuerError) -> Result
    ) throws(HostError) -> Result {
        do throws(IssuerError) { return try body() } catch { throw HostError(error) }
    }
}

extension HostError {
    /// What a script is told of a call that did not succeed.
    fileprivate init(_ error: IssuerError, remedy: String? = nil) {
        let (code, isRetryable) =
            switch error {
            case .denied: ("not_permitted", false)
            case .notFound: ("not_found", false)
            case .signInRefused: ("sign_in", false)
            case .refused: ("refused", false)
            case .noAnswer: ("no_answer", true)
            case .throttled: ("throttled", true)
            case .unreachable, .conflict: ("unreachable", true)
            }
        self = .failed(
            code: code, message: error.description + (remedy.map { "; \($0)" } ?? ""),
            retryable: isRetryable)
    }
}

extension IssuerError {
    fileprivate var isDenial: Bool {
        if case .denied = self { true } else { false }
    }
}

extension Value {
    /// A number of seconds.
    fileprivate var seconds: Int64? {
        switch self {
        case .int(let whole): whole
        case .number(let real) where abs(real) < 1e15: Int64(real)
        default: nil
        }
    }
}

extension String {
    fileprivate func contains(ignoringCase text: String) -> Bool {
        lowercased().contains(text.lowercased())
    }
}
