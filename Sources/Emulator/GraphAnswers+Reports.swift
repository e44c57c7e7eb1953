import Rotation

/// Answers about who owns an application and when credentials signed in.
extension GraphAnswers {
    /// - SeeAlso: Microsoft Graph v1.0, "List owners of an application".
    func owners(of key: ApplicationKey, in tenant: Tenant) throws(GraphError) -> Reply {
        let application = try tenant.application(key, now: now)
        let items = application.owners.sorted().map { id -> JSON in
            [
                "@odata.type": "#microsoft.graph.servicePrincipal", "id": .string(id),
                "displayName": "runtime", "appId": .string(tenant.connection.clientID),
            ]
        }
        return reply(
            200,
            .object([
                context("directoryObjects", nil, ""), .init(name: "value", value: .array(items)),
            ]))
    }

    /// - SeeAlso: Microsoft Graph beta, "List appCredentialSignInActivities".
    func signInReport(of tenant: Tenant) throws(GraphError) -> Reply {
        guard tenant.connection.readsReports else { throw .denied }
        let wanted = try ReportFilter(request.query)
        let lines = tenant.signIns.last(asOf: now - .seconds(tenant.lag.report))
        let items = lines.filter { wanted.matches($0.keyID, $0.clientID) }.map { line -> JSON in
            [
                "id": .string(line.keyID), "keyId": .string(line.keyID),
                "keyType": "clientSecret", "keyUsage": "verify",
                "appId": .string(line.clientID), "credentialOrigin": "application",
                "signInActivity": ["lastSignInDateTime": .string(line.at.description)],
            ]
        }
        return reply(
            200,
            .object([
                context("reports/appCredentialSignInActivities", nil, ""),
                .init(name: "value", value: .array(items)),
            ]))
    }
}

/// `keyId eq '…'` or `appId eq '…'`, or nothing.
private struct ReportFilter {
    var keyID: String?
    var clientID: String?

    init(_ query: FormData) throws(GraphError) {
        guard let text = query.fields.first(where: { $0.name.lowercased() == "$filter" })?.value
        else { return }
        let parts = text.split(separator: "'", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[2].isEmpty else { throw Self.unsupported }
        switch parts[0].lowercased() {
        case "keyid eq ": keyID = parts[1].lowercased()
        case "appid eq ": clientID = parts[1].lowercased()
        default: throw Self.unsupported
        }
    }

    func matches(_ keyID: String, _ clientID: String) -> Bool {
        self.keyID ?? keyID == keyID && self.clientID ?? clientID == clientID
    }

    private static let unsupported = GraphError.badRequest(
        "BadRequest", "Invalid filter clause: only keyId and appId can be compared.")
}
