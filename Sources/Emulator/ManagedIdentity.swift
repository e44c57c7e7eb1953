import Foundation
import Rotation

/// Where a workload gets tokens without any credential of its own.
enum ManagedHost: Equatable, Sendable {
    /// The metadata service of a virtual machine.
    case machine
    case appService
    /// The agent of a machine outside Azure.
    case arc
}

/// The answers of the managed identity endpoints: tokens of the connection's service principal.
///
/// - SeeAlso: "How to use managed identities for Azure resources to acquire an access token",
///   learn.microsoft.com.
struct ManagedIdentity {
    let request: Request
    let now: Instant
    /// What the App Service endpoint wants in `X-IDENTITY-HEADER`.
    let identityHeader: String
    /// Where the Arc agent puts its challenges; nil where there is no agent.
    let arcFolder: String?

    /// Why no token is given.
    private struct Refused: Error {
        var status = 400
        let error: String
        let text: String
        var headers: [Reply.Header] = []
    }

    /// Gives a token or says why not; `challenge` is the last one of the Arc agent.
    func answer(_ host: ManagedHost, _ challenge: inout String?, in tenant: inout Tenant) -> Reply {
        do throws(Refused) {
            switch host {
            case .machine: try checkMachine()
            case .appService: try checkAppService()
            case .arc: try checkArc(&challenge, &tenant)
            }
            let query = request.query
            guard let resource = query["resource"], !resource.isEmpty else {
                throw Refused(
                    error: "invalid_request", text: "Required query variable 'resource' is missing")
            }
            try checkSelector(query, host, tenant)
            return reply(200, try token(resource, host, &tenant))
        } catch {
            var reply = reply(
                error.status,
                ["error": .string(error.error), "error_description": .string(error.text)])
            reply.headers += error.headers
            return reply
        }
    }

    private func checkMachine() throws(Refused) {
        guard request.headers["X-Forwarded-For"] == nil else {
            throw Refused(error: "invalid_request", text: "X-Forwarded-For is not allowed")
        }
        try checkMetadata()
        try checkVersion(["2018-02-01", "2019-08-01", "2021-02-01", "2021-12-13"])
    }

    private func checkAppService() throws(Refused) {
        guard request.headers["X-IDENTITY-HEADER"] == identityHeader else {
            throw Refused(
                status: 401, error: "unauthorized", text: "X-IDENTITY-HEADER is missing or wrong")
        }
        try checkVersion(["2019-08-01"])
    }

    /// The agent believes whoever can read a file in its folder.
    private func checkArc(
        _ challenge: inout String?, _ tenant: inout Tenant
    ) throws(Refused) {
        guard let arcFolder else {
            throw Refused(status: 404, error: "not_found", text: "there is no Arc agent here")
        }
        try checkMetadata()
        try checkVersion(["2019-11-01", "2020-06-01", "2021-02-01"])
        let header = request.headers["Authorization"] ?? ""
        if let expected = challenge, header == "Basic \(expected)" {
            challenge = nil
            return
        }
        let fresh = tenant.noise.guid()
        let file = URL(filePath: arcFolder).appending(path: "\(tenant.noise.guid()).key")
        guard (try? Data(fresh.utf8).write(to: file)) != nil else {
            throw Refused(status: 500, error: "server_error", text: "could not write \(file.path)")
        }
        challenge = fresh
        throw Refused(
            status: 401, error: "unauthorized_client", text: "Missing Basic Authorization header",
            headers: [.init("WWW-Authenticate", "Basic realm=\(file.path)")])
    }

    private func checkMetadata() throws(Refused) {
        guard request.headers["Metadata"] == "true" else {
            throw Refused(
                error: "invalid_request", text: "Required metadata header not specified")
        }
    }

    private func checkVersion(_ known: Set<String>) throws(Refused) {
        guard let version = request.query["api-version"], known.contains(version) else {
            throw Refused(error: "bad_request_102", text: "Required api-version is missing or bad")
        }
    }

    /// A selector has to name the one identity there is; each host spells the resource id its way.
    private func checkSelector(
        _ query: FormData, _ host: ManagedHost, _ tenant: Tenant
    ) throws(Refused) {
        let connection = tenant.connection
        let resource = host == .appService ? "mi_res_id" : "msi_res_id"
        for (name, value) in [
            ("client_id", connection.clientID), ("object_id", connection.servicePrincipalID),
            (resource, Self.resourceID),
        ] {
            guard let given = query[name], given.lowercased() != value.lowercased() else {
                continue
            }
            throw Refused(error: "invalid_request", text: "Identity not found")
        }
    }

    /// The resource id of the identity.
    static let resourceID =
        "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/emulator"
        + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/rotator"

    /// The machine's service writes numbers as texts.
    private func token(
        _ resource: String, _ host: ManagedHost, _ tenant: inout Tenant
    ) throws(Refused) -> JSON {
        guard let principal = tenant.objects[tenant.connection.servicePrincipalID] else {
            throw Refused(error: "invalid_request", text: "Identity not found")
        }
        let audience = resource.hasSuffix("/") ? String(resource.dropLast()) : resource
        let caller = tenant.requester(principal)
        let token = tenant.issue(to: caller, audience: audience, now: now)
        let end = Int(now.seconds) + TokenList.lifetime
        var members: [JSON.Member] = [
            .init(name: "access_token", value: .string(token)),
            .init(name: "client_id", value: .string(caller.clientID)),
            .init(name: "expires_on", value: .string("\(end)")),
            .init(name: "resource", value: .string(resource)),
            .init(name: "token_type", value: "Bearer"),
        ]
        if host != .appService {
            members += [
                .init(name: "expires_in", value: .string("\(TokenList.lifetime)")),
                .init(name: "ext_expires_in", value: .string("\(TokenList.lifetime)")),
                .init(name: "not_before", value: .string("\(now.seconds)")),
            ]
        }
        return .object(members)
    }

    private func reply(_ status: Int, _ body: JSON) -> Reply {
        Reply(
            status: status,
            headers: [
                .init("Content-Type", "application/json; charset=utf-8"),
                .init("Date", now.httpDate),
            ],
            body: body.bytes)
    }
}
