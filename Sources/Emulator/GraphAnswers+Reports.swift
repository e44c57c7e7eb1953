import Rotation

extension GraphAnswers {
    /// When credentials last signed in.
    ///
    /// - SeeAlso: Microsoft Graph beta, "List appCredentialSignInActivities".
    func signInReport(
        _ caller: Requester, _ tenant: Tenant
    ) throws(GraphError) -> Reply {
        let isPermitted = caller.roles.contains("AuditLog.Read.All")
        guard isPermitted || tenant.connection.readsReports else { throw .denied }
        let wanted = try ReportFilter(request.query)
        let moment = now - .seconds(Int64(tenant.knobs.lag.report))
        let lines = tenant.signIns.last(asOf: moment)
        let items = lines.filter { wanted.matches($0.keyID, $0.line.clientID) }
            .map { entry -> JSON in
                [
                    "id": .string(entry.keyID), "keyId": .string(entry.keyID),
                    "keyType": .string(entry.line.keyType), "keyUsage": "verify",
                    "appId": .string(entry.line.clientID), "credentialOrigin": "application",
                    "signInActivity": ["lastSignInDateTime": .string(entry.at.description)],
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
