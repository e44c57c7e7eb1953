import Foundation
import Rotation

/// The sign-in service's answers to one request.
struct LoginAnswers {
    let request: Request
    let now: Instant
    /// Becomes the trace id.
    let requestID: String
    /// Made for the case that the request names none.
    let correlationID: String

    /// Issues a token or says why not.
    func token(_ signIn: SignInRequest, tenant name: String, in tenant: inout Tenant) -> Reply {
        do throws(EntraError) {
            guard request.body != nil else { throw .tooLarge }
            guard request.method == "POST" else { throw .methodNotAllowed }
            let token = try tenant.signIn(signIn, tenant: name, now: now)
            return reply(
                200,
                [
                    "token_type": "Bearer", "expires_in": .int(TokenList.lifetime),
                    "ext_expires_in": .int(TokenList.lifetime), "access_token": .string(token),
                ])
        } catch {
            return refuse(error)
        }
    }

    /// A refusal in the form of the token endpoint.
    func refuse(_ error: EntraError, headers: [Reply.Header] = []) -> Reply {
        let correlation = request.headers["client-request-id"] ?? correlationID
        let time = now.spaced
        let description =
            "AADSTS\(error.code): \(error.text)\r\nTrace ID: \(requestID)\r\n"
            + "Correlation ID: \(correlation)\r\nTimestamp: \(time)"
        var reply = reply(
            error.status,
            [
                "error": .string(error.error), "error_description": .string(description),
                "error_codes": [.int(error.code)], "timestamp": .string(time),
                "trace_id": .string(requestID), "correlation_id": .string(correlation),
                "error_uri": "https://login.microsoftonline.com/error?code=\(error.code)",
            ])
        reply.headers += headers
        return reply
    }

    private func reply(_ status: Int, _ body: JSON) -> Reply {
        var headers = common
        headers.append(.init("Cache-Control", "no-store, no-cache"))
        headers.append(.init("Pragma", "no-cache"))
        headers.append(.init("Expires", "-1"))
        if request.headers["return-client-request-id"] == "true",
            let id = request.headers["client-request-id"]
        {
            headers.append(.init("client-request-id", id))
        }
        return Reply(status: status, headers: headers, body: body.bytes)
    }

    private var common: [Reply.Header] {
        [
            .init("Content-Type", "application/json; charset=utf-8"),
            .init("Date", now.httpDate),
            .init("P3P", "CP=\"DSP CUR OTPi IND OTRi ONL FIN\""),
            .init("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
            .init("X-Content-Type-Options", "nosniff"),
            .init("x-ms-ests-server", "2.1.19000.1 - EUS ProdSlices"),
            .init("x-ms-request-id", requestID),
        ]
    }
}

extension LoginAnswers {
    /// The metadata of a tenant; its endpoints are ours.
    func openIDConfiguration(of name: String, in tenant: Tenant) -> Reply {
        do throws(EntraError) {
            try tenant.checkTenant(name)
        } catch {
            var error = error
            error.error = "invalid_tenant"
            return refuse(error)
        }
        return metadata(openIDConfiguration(of: tenant.id))
    }

    private func openIDConfiguration(of tenant: String) -> JSON {
        let origin = request.origin.text
        let base = "\(origin)/\(tenant)"
        return [
            "token_endpoint": "\(base)/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": [
                "client_secret_post", "private_key_jwt", "client_secret_basic",
            ],
            "jwks_uri": "\(base)/discovery/v2.0/keys",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": "\(base)/v2.0",
            "request_uri_parameter_supported": false,
            "userinfo_endpoint": "\(origin)/oidc/userinfo",
            "authorization_endpoint": "\(base)/oauth2/v2.0/authorize",
            "device_authorization_endpoint": "\(base)/oauth2/v2.0/devicecode",
            "http_logout_supported": true,
            "frontchannel_logout_supported": true,
            "end_session_endpoint": "\(base)/oauth2/v2.0/logout",
            "claims_supported": [
                "sub", "iss", "cloud_instance_name", "cloud_instance_host_name",
                "cloud_graph_host_name", "msgraph_host", "aud", "exp", "iat", "auth_time", "acr",
                "nonce", "preferred_username", "name", "tid", "ver", "at_hash", "c_hash", "email",
            ],
            "kerberos_endpoint": "\(base)/kerberos",
            "tenant_region_scope": "WW",
            "cloud_instance_name": .string(request.origin.host),
            "cloud_graph_host_name": .string(request.origin.host),
            "msgraph_host": .string(request.origin.host),
            "rbac_url": .string(origin),
        ]
    }

    /// Which hosts stand for one cloud; ours stands for itself.
    func discovery(in tenant: Tenant) -> Reply {
        let query = request.query
        let endpoint = query["authorization_endpoint"] ?? ""
        let asked = endpoint.split(separator: "/").dropFirst(2).first.map(String.init)
        let base = "\(request.origin.text)/\(asked ?? tenant.id)"
        guard let version = query["api-version"], version != "1.0" else {
            return metadata([
                "tenant_discovery_endpoint": "\(base)/.well-known/openid-configuration"
            ])
        }
        let host = request.origin.host
        return metadata([
            "tenant_discovery_endpoint": "\(base)/v2.0/.well-known/openid-configuration",
            "api-version": .string(version),
            "metadata": [
                [
                    "preferred_network": .string(host), "preferred_cache": .string(host),
                    "aliases": [.string(host)],
                ]
            ],
        ])
    }

    func metadata(_ body: JSON) -> Reply {
        let cache = Reply.Header("Cache-Control", "max-age=86400, private")
        return Reply(status: 200, headers: common + [cache], body: body.bytes)
    }
}

extension SignInRequest {
    /// Reads a form, and HTTP Basic credentials where the form names no client.
    init(_ request: Request) {
        let form = FormData(parsing: request.text)
        grant = form["grant_type"]
        clientID = form["client_id"]
        secret = form["client_secret"]
        scope = form["scope"]
        assertionType = form["client_assertion_type"]
        assertion = form["client_assertion"]
        endpoint = "\(request.origin.text)/\(request.path.joined(separator: "/"))"
        guard secret == nil, assertion == nil, let header = request.headers["Authorization"],
            header.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: String(header.dropFirst(6)))
        else { return }
        let parts = String(decoding: data, as: UTF8.self)
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return }
        clientID = clientID ?? FormData.decode(parts[0], plusIsBlank: true)
        secret = FormData.decode(parts[1], plusIsBlank: true)
    }
}
