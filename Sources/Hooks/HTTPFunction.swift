internal import HTTP
internal import Logging
internal import Rotation

/// `host:http{ method=, url=, headers=, body= | json=, timeout= }`: one request, no redirects.
struct HTTPFunction {
    /// The longest answer a script gets.
    static let maxBodyBytes = 1 << 20
    /// What the host itself sets.
    private static let reserved: Set = [
        "connection", "content-length", "expect", "host", "idempotency-key", "transfer-encoding",
        "upgrade",
    ]

    let http: HTTPClient
    let grants: Grants
    let log: Logger

    /// The function as hooks see it; a write, because GET may do anything on the other side.
    var function: HostFunction {
        HostFunction(Self.verb, isSuccess: Self.isSuccess) {
            call throws(HostError) in try run(call)
        }
    }

    static let verb = HostVerb("http", .writes, signature)

    private static let signature = Signature(
        "Makes one HTTP request; redirects are not followed. "
            + "An answer of any status is a result, no answer is `nil, err`.",
        .table([
            Parameter("url", .text, isRequired: true, "https, or http on this machine"),
            Parameter("method", .text, "in capitals; \"GET\" without"),
            Parameter("headers", .map(.content), "by name"),
            Parameter("body", .content, "what is sent"),
            Parameter("json", .any, "what is sent as JSON, instead of a body"),
            Parameter("timeout", .seconds, "at most 300; 30 without"),
        ]),
        gives: .record(
            "runtime.Response",
            [
                Parameter("status", .integer, isRequired: true, "the HTTP status"),
                Parameter("headers", .map(.text), isRequired: true, "by name in small letters"),
                Parameter("body", .text, isRequired: true, "at most 1 MiB"),
            ]))

    /// An answer that refuses is an answer to the script, but nothing a retry should keep.
    private static func isSuccess(_ result: Value) -> Bool {
        (result["status"]?.integer).map { $0 < 400 } ?? false
    }

    private func run(_ call: HostCall) throws(HostError) -> Value {
        let arguments = Arguments(call, of: "http")
        let target = try target(arguments)
        let grant = try grants.http(target, for: call.caller)
        var content = Content(call)
        var request = HTTPRequest(
            target.method, target.text, headers: try fields(arguments, &content),
            body: try body(arguments, &content),
            repeatable: ["GET", "HEAD"].contains(target.method))
        defer { request.body.wipe() }
        request.headers.append(HTTPField("Idempotency-Key", call.idempotencyKey))
        if arguments["json"] != nil, !request.headers.contains(where: { $0.isContentType }) {
            request.headers.append(HTTPField("Content-Type", "application/json"))
        }
        request.timeout = try arguments.seconds(
            "timeout", default: .seconds(30), limit: .minutes(5))
        request.maxBodyBytes = Self.maxBodyBytes
        request.allowsPrivateAddresses = grant.namesAddress
        var mask = Mask(content.secrets)
        defer { mask.wipe() }
        return try send(request, target, for: call.caller, mask)
    }

    private func send(
        _ request: HTTPRequest, _ target: HTTPTarget, for caller: Caller, _ mask: Mask
    ) throws(HostError) -> Value {
        var metadata: Logger.Metadata = ["caller": "\(caller.name)", "call": "\(target)"]
        defer { log.debug("hook http", metadata: metadata) }
        do throws(TransportError) {
            let response = try http.send(request)
            metadata["status"] = "\(response.status)"
            return Self.value(of: response, mask)
        } catch {
            let why = mask.apply(error.description)
            metadata["error"] = "\(why)"
            throw Self.hostError(error, "\(target): \(why)", target, caller)
        }
    }
}

// MARK: - Arguments

extension HTTPFunction {
    private func target(_ arguments: Arguments) throws(HostError) -> HTTPTarget {
        let method = arguments.text("method", default: "GET")
        guard !method.isEmpty, method.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw arguments.bad("method", "a method in capitals expected")
        }
        let target = try HTTPTarget(method: method, url: arguments.text("url"))
        guard target.url.scheme == "https" || target.url.isLoopback else {
            throw arguments.bad("url", "plain http is for loopback addresses only; use https")
        }
        return target
    }

    private func fields(
        _ arguments: Arguments, _ content: inout Content
    ) throws(HostError) -> [HTTPField] {
        let members = arguments["headers"]?.members ?? [:]
        var fields: [HTTPField] = []
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard !Self.reserved.contains(name.lowercased()) else {
                throw arguments.bad("headers", "'\(name)' is set by the host")
            }
            let bytes = try content.bytes(value) ?? []
            fields.append(HTTPField(name, String(decoding: bytes, as: UTF8.self)))
        }
        return fields
    }

    private func body(
        _ arguments: Arguments, _ content: inout Content
    ) throws(HostError) -> [UInt8] {
        switch (arguments["body"], arguments["json"]) {
        case (nil, nil): return []
        case (let value?, nil):
            return try content.bytes(value) ?? []
        case (nil, let value?):
            if let text = try content.json(value) { return text }
            throw arguments.bad("json", "it holds something without a JSON form")
        case (_?, _?): throw arguments.bad("json", "give 'body' or 'json', not both")
        }
    }
}

// MARK: - Results

extension HTTPFunction {
    private static func value(of response: HTTPResponse, _ mask: Mask) -> Value {
        var headers: [String: Value] = [:]
        for field in response.headers {
            let name = field.name.lowercased()
            let text = mask.apply(field.value)
            headers[name] = .string((headers[name]?.text).map { $0 + ", " + text } ?? text)
        }
        let body = String(decoding: mask.apply(response.body), as: UTF8.self)
        return .map([
            "status": .int(Int64(response.status)), "headers": .map(headers),
            "body": .string(body),
        ])
    }

    private static func hostError(
        _ error: TransportError, _ text: String, _ target: HTTPTarget, _ caller: Caller
    ) -> HostError {
        switch error {
        case .notSent: .failed(code: "unreachable", message: text, retryable: true)
        case .noAnswer: .failed(code: "no_answer", message: text, retryable: true)
        case .tooLarge: .failed(code: "too_large", message: text, retryable: false)
        case .misuse: .misuse("bad argument to http: \(text)")
        case .forbidden:
            .denied(
                text + "; an address that is not public must be granted as an address: "
                    + Grants.line(.http, "\(target.method) https://ADDRESS/", for: caller))
        }
    }
}

extension HTTPField {
    fileprivate var isContentType: Bool { name.lowercased() == "content-type" }
}
