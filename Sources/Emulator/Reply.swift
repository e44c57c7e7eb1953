/// An HTTP answer.
struct Reply: Equatable, Sendable {
    var status: Int
    var headers: [Header]
    var body: [UInt8]

    struct Header: Equatable, Sendable {
        let name: String
        let value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    init(status: Int, headers: [Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A page as the edge of the service sends when nothing behind it answers.
    static func page(_ refusal: Fault.Refusal) -> Reply {
        let text = """
            <!DOCTYPE html><html><head><title>Service unavailable</title></head>\
            <body><h2>Our services aren't available right now</h2></body></html>
            """
        return Reply(
            status: refusal.status,
            headers: [Header("Content-Type", "text/html")] + refusal.headers,
            body: Array(text.utf8))
    }
}

/// What happens to a request.
enum Outcome: Sendable {
    case reply(Reply)
    /// The connection is closed without a byte.
    case close
    /// Nothing is sent until the other side goes.
    case stall
    /// The time is sent when it has come.
    case wait(ClockWait)
}

/// A client of the clock that waits.
struct ClockWait: Sendable {
    /// Its process id.
    let client: Int32
    /// Unix seconds.
    let until: Int64
}
