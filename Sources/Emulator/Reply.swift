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

extension Reply {
    /// The answer as it is sent; a HEAD gets no body.
    func bytes(isHead: Bool, isPersistent: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(Self.phrase(status))\r\n"
        for header in headers {
            text += "\(header.name): \(header.value)\r\n"
        }
        if status != 204 { text += "Content-Length: \(isHead ? 0 : body.count)\r\n" }
        if !isPersistent { text += "Connection: close\r\n" }
        return Array((text + "\r\n").utf8) + (isHead || status == 204 ? [] : body)
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 204: "No Content"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 413: "Payload Too Large"
        case 415: "Unsupported Media Type"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Status"
        }
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
