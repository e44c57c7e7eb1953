import CLuaHost
import Testing

/// The C side takes any bytes for a tape.
struct HostTests {
    /// A script that walks all of its arguments and gives them back, and one that calls the host.
    private static let source = """
        local function walk(x)
          if type(x) == 'table' then for _, v in pairs(x) do walk(v) end end
          return tostring(x)
        end
        return {
          function(...) for i = 1, select('#', ...) do walk((select(i, ...))) end return ... end,
          function(host) return pcall(host.file, host, 1) end,
        }
        """
    private static let budget = host_budget(fuel: 100_000, nanoseconds: 1_000_000_000)

    @Test("Malformed arguments are an error, never a crash", arguments: 0..<20)
    func arguments(_ seed: Int) throws {
        var random = Random(seed: UInt64(seed))
        let state = try #require(Self.loaded())
        defer { host_close(state) }
        for _ in 0..<500 {
            let tape = random.tape()
            _ = host_shape(state, tape, tape.count)
            let (status, length) = Self.call(state, 1, tape)
            #expect(status == HOST_OK || (status == HOST_RAISED && (1...2_048).contains(length)))
        }
    }

    @Test("Malformed names and replies of the door are an error, never a crash", arguments: 0..<20)
    func replies(_ seed: Int) throws {
        var random = Random(seed: UInt64(seed))
        let state = try #require(Self.loaded())
        defer { host_close(state) }
        let names: [UInt8] = [6, 1, 0, 0, 0, 5, 4, 0, 0, 0] + Array("file".utf8)
        for round in 0..<500 {
            let reply = Reply(bytes: random.tape(), code: Int32(random.below(3)))
            let names = round % 5 == 0 ? random.tape() : names
            let status = names.withUnsafeBufferPointer { names in
                Self.call(state, 2, [6, 0, 0, 0, 0], through: reply, named: names)
            }
            #expect([HOST_OK, HOST_RAISED, HOST_STOPPED].contains(status))
        }
    }

    @Test("Every tape that is cut short is refused")
    func truncated() throws {
        let state = try #require(Self.loaded())
        defer { host_close(state) }
        let tape: [UInt8] =
            [
                6, 2, 0, 0, 0, 7, 1, 0, 0, 0, 1, 0, 0, 0, 97, 3, 1, 0, 0, 0, 0, 0, 0, 0, 5, 1, 0, 0,
                0, 98,
            ]
        #expect(Self.call(state, 1, tape).0 == HOST_OK)
        for length in 0..<tape.count {
            #expect(Self.call(state, 1, Array(tape.prefix(length))).0 == HOST_RAISED)
        }
        #expect(Self.call(state, 1, tape + [0]).0 == HOST_RAISED)
    }

    @Test("A tape nested without end is refused")
    func nested() throws {
        let state = try #require(Self.loaded())
        defer { host_close(state) }
        let tape = [UInt8](repeating: 0, count: 20_000).indices.flatMap { _ -> [UInt8] in
            [6, 1, 0, 0, 0]
        }
        #expect(Self.call(state, 1, tape).0 == HOST_RAISED)
    }

    private static func loaded() -> OpaquePointer? {
        guard let state = host_open(1 << 20) else { return nil }
        let text = Array(source.utf8)
        var answer = host_bytes()
        let status = text.withUnsafeBufferPointer { text in
            "test.lua".withCString { name in
                text.baseAddress.map { start in
                    var request = host_source(
                        chunk: name, text: start, length: text.count, modules: nil,
                        modules_length: 0, subject: name, functions: 1, budget: budget)
                    return host_load(state, &request, &answer)
                }
            }
        }
        return status == HOST_OK ? state : nil
    }

    private static func call(
        _ state: OpaquePointer, _ function: Int32, _ tape: [UInt8]
    ) -> (host_status, Int) {
        var answer = host_bytes()
        // A copy of its own size, so that a read beyond the end is seen by a sanitizer.
        let exact = UnsafeMutablePointer<UInt8>.allocate(capacity: max(tape.count, 1))
        defer { exact.deallocate() }
        exact.update(from: tape, count: tape.count)
        let status = "probe".withCString { name in
            var request = host_request(
                function: function, name: name, arguments: exact, length: tape.count, door: nil,
                budget: budget)
            return host_call(state, &request, &answer)
        }
        return (status, answer.length)
    }

    private static func call(
        _ state: OpaquePointer, _ function: Int32, _ tape: [UInt8], through reply: Reply,
        named names: UnsafeBufferPointer<UInt8>
    ) -> host_status {
        var answer = host_bytes()
        guard let start = names.baseAddress else { return HOST_RAISED }
        var door = host_door(
            call: { context, _, _, _, out in
                let reply = Unmanaged<Reply>.fromOpaque(context).takeUnretainedValue()
                host_tape_append(out, reply.bytes, reply.bytes.count)
                return reply.code
            },
            context: Unmanaged.passUnretained(reply).toOpaque(), names: start,
            names_length: names.count)
        return withUnsafePointer(to: &door) { door in
            "probe".withCString { name in
                tape.withUnsafeBufferPointer { tape in
                    guard let start = tape.baseAddress else { return HOST_RAISED }
                    var request = host_request(
                        function: function, name: name, arguments: start, length: tape.count,
                        door: door, budget: budget)
                    return host_call(state, &request, &answer)
                }
            }
        }
    }
}

/// What a door answers, whatever it is asked.
private final class Reply {
    let bytes: [UInt8]
    let code: Int32

    init(bytes: [UInt8], code: Int32) {
        self.bytes = bytes
        self.code = code
    }
}

/// Repeatable random tapes: mostly well formed, with a few bytes wrong.
private struct Random {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1
    }

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }

    mutating func tape() -> [UInt8] {
        let count = below(4)
        var bytes: [UInt8] = [6, UInt8(count), 0, 0, 0]
        for _ in 0..<count { value(into: &bytes, depth: 0) }
        for _ in 0..<below(4) { bytes[below(bytes.count)] = UInt8(below(256)) }
        return below(4) == 0 ? Array(bytes.prefix(below(bytes.count))) : bytes
    }

    private mutating func value(into bytes: inout [UInt8], depth: Int) {
        let tag = depth > 5 ? below(6) : below(11)
        bytes.append(UInt8(tag))
        switch tag {
        case 3, 4: for _ in 0..<8 { bytes.append(UInt8(below(256))) }
        case 5: text(into: &bytes)
        case 6, 7: members(into: &bytes, depth: depth, named: tag == 7)
        case 8: bytes += [UInt8(below(3)), 0, 0, 0]
        case 9:
            bytes += [7, 0, 0, 0, 0, 0, 0, 0]
            text(into: &bytes)
        case 10: bytes += [1, 0, 0, 0]
        default: break
        }
    }

    private mutating func members(into bytes: inout [UInt8], depth: Int, named: Bool) {
        let count = below(4)
        bytes += [UInt8(count), 0, 0, 0]
        for _ in 0..<count {
            if named { text(into: &bytes) }
            value(into: &bytes, depth: depth + 1)
        }
    }

    private mutating func text(into bytes: inout [UInt8]) {
        let count = below(12)
        bytes += [UInt8(count), 0, 0, 0]
        for _ in 0..<count { bytes.append(UInt8(below(256))) }
    }
}
