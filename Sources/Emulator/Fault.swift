/// Something that goes wrong with the next requests of a kind.
struct Fault: Equatable, Sendable {
    var on: Operation
    var effect: Effect
    /// How many requests it strikes.
    var times = 1
    /// Strikes only sign-ins of this client, given in lower case.
    var clientID: String?
    /// Strikes only requests for this application: its object id or client id in lower case.
    var application: String?

    enum Effect: Equatable, Sendable {
        /// The request takes effect, then the connection is closed without a byte.
        case lostReply
        /// The connection is closed without a byte and without effect.
        case lostRequest
        /// The request takes effect, then nothing is ever answered.
        case stall
        /// The request has no effect and is refused.
        case status(Refusal)
        /// The request takes effect and is refused all the same.
        case lateStatus(Refusal)
    }

    /// What a struck request is answered.
    struct Refusal: Equatable, Sendable {
        var status: Int
        /// Graph's code or Entra's number; the usual one for the status when nil.
        var code: String?
        var message: String?
        /// Seconds for the header `Retry-After`, absent when nil.
        var retryAfter: Int?
        /// Whether the body is a page of HTML, as the edge of the service sends.
        var isHTML = false
    }
}

/// The faults that are yet to strike, oldest first.
struct FaultList: Equatable, Sendable {
    private(set) var faults: [Fault] = []

    mutating func add(_ fault: Fault) {
        faults.append(fault)
    }

    mutating func removeAll() {
        faults = []
    }

    /// The fault that strikes a request; it counts as having struck.
    mutating func take(
        _ operation: Operation, clientID: @autoclosure () -> String?,
        application: @autoclosure () -> [String]
    ) -> Fault.Effect? {
        guard !faults.isEmpty else { return nil }
        let index = faults.firstIndex { fault in
            fault.on == operation
                && (fault.clientID.map { $0 == clientID() } ?? true)
                && (fault.application.map { application().contains($0) } ?? true)
        }
        guard let index else { return nil }
        faults[index].times -= 1
        let effect = faults[index].effect
        if faults[index].times <= 0 { faults.remove(at: index) }
        return effect
    }
}
