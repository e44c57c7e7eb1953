import FlyingFox
import FlyingSocks
import Foundation
import Rotation

/// Brings HTTP requests to the emulated cloud and its outcomes back.
struct Front: HTTPHandler {
    /// The largest body that is kept, in bytes.
    static let maxBodyBytes = 1 << 20

    let cloud: EmulatedCloud

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try await Self.body(of: request)
        switch cloud.answer(Request(request, body: body)) {
        case .reply(let reply): return HTTPResponse(reply, isHead: request.method == .HEAD)
        case .close: return HTTPResponse(webSocket: HangUp(after: .zero))
        case .stall: return HTTPResponse(webSocket: HangUp(after: .minutes(10)))
        case .wait(let wait):
            return HTTPResponse(
                statusCode: .ok, headers: HTTPHeaders([.contentType: "application/json"]),
                body: HTTPBodySequence(from: AwaitedTime(clock: cloud.clock, wait: wait)))
        }
    }

    /// The body; nil when it is too large, of which nothing is kept but all is read.
    private static func body(of request: HTTPRequest) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        var isTooLarge = false
        for try await chunk in request.bodySequence {
            isTooLarge = isTooLarge || bytes.count + chunk.count > maxBodyBytes
            if !isTooLarge { bytes += chunk }
        }
        return isTooLarge ? nil : bytes
    }
}

extension HTTPResponse {
    fileprivate init(_ reply: Reply, isHead: Bool) {
        var headers = HTTPHeaders()
        for header in reply.headers {
            headers.setValues([header.value], for: HTTPHeader(header.name))
        }
        self.init(
            statusCode: HTTPStatusCode(reply.status, phrase: Self.phrase(reply.status)),
            headers: headers, body: Data(isHead ? [] : reply.body))
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
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Status"
        }
    }
}

/// Closes a connection instead of answering.
///
/// FlyingFox asks the handler of a WebSocket for its frames before it writes the first byte of the
/// response, and closes the connection when that fails: the one way to end it with nothing sent.
struct HangUp: WSHandler {
    /// How long to keep silent first, unless the other side goes.
    let delay: Duration

    init(after delay: Duration) {
        self.delay = delay
    }

    struct Silence: Error {}

    func makeFrames(
        for client: AsyncThrowingStream<WSFrame, any Error>
    ) async throws -> AsyncStream<WSFrame> {
        if delay > .zero {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    var frames = client.makeAsyncIterator()
                    while (try? await frames.next()) != nil {}
                }
                group.addTask { try? await Task.sleep(for: delay) }
                await group.next()
                group.cancelAll()
            }
        }
        throw Silence()
    }
}

/// A body that is sent when its moment has come.
struct AwaitedTime: AsyncBufferedSequence {
    typealias Element = UInt8

    let clock: EmulatorClock
    let wait: ClockWait

    func makeAsyncIterator() -> Iterator {
        Iterator(clock: clock, wait: wait)
    }

    struct Iterator: AsyncBufferedIteratorProtocol {
        let clock: EmulatorClock
        let wait: ClockWait
        private var isSent = false

        init(clock: EmulatorClock, wait: ClockWait) {
            self.clock = clock
            self.wait = wait
        }

        mutating func next() async throws -> UInt8? {
            nil
        }

        mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
            guard !isSent else { return nil }
            isSent = true
            let now = try await clock.wait(wait.client, until: Instant(wait.until))
            let body: JSON = ["now": .int(Int(now.seconds))]
            return body.bytes
        }
    }
}
