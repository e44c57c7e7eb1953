import Rotation

/// The answers of the built-in issuer, below `/_emulator/issuer`.
struct IssuerAnswers {
    let request: Request
    let now: Instant
    let issuer: BuiltInIssuer

    /// The issuer's address as the client knows it.
    private var address: String { "\(request.origin.text)/_emulator/issuer" }

    func answer(_ path: ArraySlice<String>) throws(ControlAnswers.Refused) -> JSON {
        switch (request.method, Array(path)) {
        case ("GET", [".well-known", "openid-configuration"]):
            return BuiltInIssuer.metadata(at: address)
        case ("GET", ["keys"]): return issuer.keySet
        case ("POST", ["token"]): return try token()
        default: throw ControlAnswers.Refused(status: 404, message: "no such path")
        }
    }

    private func token() throws(ControlAnswers.Refused) -> JSON {
        guard let body = try? JSON(parsing: request.body ?? []),
            let subject = body["subject"]?.string
        else { throw ControlAnswers.Refused(message: "give subject, audience and lifetime") }
        let text = try? issuer.token(
            issuer: body["issuer"]?.string ?? address, subject: subject,
            audience: body["audience"]?.string ?? "api://AzureADTokenExchange",
            lifetime: body["lifetime"]?.int ?? 3_600, now: now)
        guard let text else { throw ControlAnswers.Refused(message: "could not sign") }
        return ["token": .string(text)]
    }
}
