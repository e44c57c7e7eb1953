extension Lag {
    /// Reads `{"accept": s, "read": s, "refuse": s, "report": s}`; what is absent is no lag.
    init(_ body: JSON) throws(ControlAnswers.Refused) {
        for name in ["accept", "read", "refuse", "report"] {
            guard let value = body[name] else { continue }
            guard let seconds = value.int, seconds >= 0 else {
                throw ControlAnswers.Refused(message: "\(name) is no number of seconds")
            }
        }
        accept = body["accept"]?.int ?? 0
        read = body["read"]?.int ?? 0
        refuse = body["refuse"]?.int ?? 0
        report = body["report"]?.int ?? 0
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
        case "status":
            guard let status = body["status"]?.int, (400...599).contains(status) else {
                throw ControlAnswers.Refused(message: "status is none from 400 to 599")
            }
            return .status(
                Refusal(
                    status: status,
                    code: body["code"]?.string ?? body["code"]?.int.map { String($0) },
                    message: body["message"]?.string, retryAfter: body["retryAfter"]?.int,
                    isHTML: body["html"]?.bool ?? false))
        default:
            throw ControlAnswers.Refused(
                message: "fault is none of lost_reply, lost_request, stall, status")
        }
    }
}
