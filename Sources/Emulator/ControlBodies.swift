extension Knobs {
    /// Reads `{"accept": s, "read": s, "refuse": s, "report": s}`, each always that long on
    /// every replica; what is absent is no lag.
    mutating func setLag(_ body: JSON) throws(ControlAnswers.Refused) {
        func spread(_ name: String) throws(ControlAnswers.Refused) -> Spread {
            guard let value = body[name] else { return Spread() }
            guard let seconds = value.int, seconds >= 0 else {
                throw ControlAnswers.Refused(message: "\(name) is no number of seconds")
            }
            return .fixed(seconds)
        }
        let (accept, read, refuse) = try (spread("accept"), spread("read"), spread("refuse"))
        let report = try spread("report")
        lag.accept = accept
        lag.read = read
        lag.search = read
        lag.refuse = refuse
        lag.report = report.max
    }
}

extension Fault {
    /// Reads what `POST /_emulator/faults` is given.
    init(_ body: JSON) throws(ControlAnswers.Refused) {
        guard let on = body["on"]?.string.flatMap(Operation.init) else {
            let names = Operation.allCases.map(\.rawValue).joined(separator: ", ")
            throw ControlAnswers.Refused(message: "on is none of \(names)")
        }
        self.on = on
        effect = try Self.effect(body)
        times = body["times"]?.int ?? 1
        clientID = body["clientId"]?.string?.lowercased()
        application = body["application"]?.string?.lowercased()
    }

    private static func effect(_ body: JSON) throws(ControlAnswers.Refused) -> Effect {
        switch body["fault"]?.string {
        case "lost_reply": return .lostReply
        case "lost_request": return .lostRequest
        case "stall": return .stall
        case "status", "late_status":
            guard let status = body["status"]?.int, (400...599).contains(status) else {
                throw ControlAnswers.Refused(message: "status is none from 400 to 599")
            }
            let refusal = Refusal(
                status: status,
                code: body["code"]?.string ?? body["code"]?.int.map { String($0) },
                message: body["message"]?.string, retryAfter: body["retryAfter"]?.int,
                isHTML: body["html"]?.bool ?? false)
            return body["fault"] == "status" ? .status(refusal) : .lateStatus(refusal)
        default:
            throw ControlAnswers.Refused(
                message: "fault is none of lost_reply, lost_request, stall, status, "
                    + "late_status")
        }
    }
}
