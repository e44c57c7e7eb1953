import Dispatch
import Glibc
import Rotation
import Synchronization

/// Brings the HTTP requests of one connection to the emulated cloud and its outcomes back.
struct Front {
    let cloud: EmulatedCloud
    let socket: Int32

    /// Answers requests until the other side goes or breaks the protocol.
    func run() {
        var parser = RequestParser()
        while true {
            do throws(RequestParser.Malformed) {
                switch try parser.next() {
                case .incomplete:
                    guard let bytes = read() else { return }
                    parser.append(bytes)
                case .awaitsContinue: write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
                case .request(let request, let isPersistent):
                    guard answer(request, isPersistent), isPersistent else { return end() }
                }
            } catch {
                write(Reply(status: error.status).bytes(isHead: false, isPersistent: false))
                return end()
            }
        }
    }

    /// Whether the connection goes on.
    private func answer(_ request: Request, _ isPersistent: Bool) -> Bool {
        switch cloud.answer(request) {
        case .reply(let reply):
            return write(reply.bytes(isHead: request.method == "HEAD", isPersistent: isPersistent))
        case .close: return false
        case .stall:
            while read() != nil {}
            return false
        case .wait(let wait):
            guard let now = hold(wait) else { return false }
            let body: JSON = ["now": .int(Int(now.seconds))]
            let reply = Reply(
                status: 200, headers: [.init("Content-Type", "application/json")],
                body: body.bytes)
            return write(reply.bytes(isHead: false, isPersistent: isPersistent))
        }
    }

    /// Blocks until the moment has come; nil when its client was forgotten.
    ///
    /// The task runs at high priority, whose threads are not those that callers may be blocking.
    private func hold(_ wait: ClockWait) -> Instant? {
        let result = Shared()
        let done = DispatchSemaphore(value: 0)
        Task.detached(priority: .high) { [clock = cloud.clock] in
            let now = try? await clock.wait(wait.client, until: Instant(wait.until))
            result.value.withLock { $0 = now }
            done.signal()
        }
        done.wait()
        return result.value.withLock { $0 }
    }

    private final class Shared: Sendable {
        let value = Mutex<Instant?>(nil)
    }

    /// What has arrived; nil at the end.
    private func read() -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
            count = max(0, recv(socket, buffer.baseAddress, buffer.count, 0))
        }
        return bytes.isEmpty ? nil : bytes
    }

    @discardableResult
    private func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// Sends the end and reads what is still under way, so that it does not reset the connection
    /// before the other side has read the answer.
    private func end() {
        shutdown(socket, Int32(SHUT_WR))
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &patience,
            socklen_t(MemoryLayout<timeval>.size))
        var left = RequestParser.maxReadBytes
        while left > 0, let bytes = read() { left -= bytes.count }
    }
}
