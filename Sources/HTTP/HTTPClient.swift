internal import CCurl
internal import Glibc

/// Sends one request at a time over libcurl, and each of them once.
///
/// It never retries, never follows a redirect, keeps no cookies and always verifies TLS (1.2 or
/// newer). Idle connections are kept for the next repeatable request. One owner at a time.
package final class HTTPClient {
    private let handle: UnsafeMutableRawPointer?
    private let caBundle: String?
    private let proxies: ProxySettings
    private let isCancelled: () -> Bool
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// Prepares a client; connections are opened by the first request.
    ///
    /// - Parameters:
    ///   - caBundle: A PEM file of authorities trusted besides the system's directory of them.
    ///   - isCancelled: Looked at about once a second; true ends a repeatable transfer under way.
    ///     One that must not be repeated goes on to its end or its time-out.
    package init(caBundle: String? = nil, isCancelled: @escaping () -> Bool = { false }) {
        Self.startLibrary
        handle = curl_easy_init()
        self.caBundle = caBundle
        self.isCancelled = isCancelled
        proxies = ProxySettings()
    }

    deinit {
        handle.map { curl_easy_cleanup($0) }
        errorText.deallocate()
    }

    /// Sends `request` and waits for its answer.
    ///
    /// - Returns: The answer, whatever its status.
    /// - Throws: ``TransportError``; `notSent` only where nothing can have reached the server.
    package func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
        guard let handle else { throw .notSent("out of memory (curl 27)") }
        let url = try HTTPURL(request.url)
        let proxy = proxies.proxy(for: url)
        try check(request, url, isProxied: proxy != nil)
        let transfer = Transfer(
            rule: Self.rule(request, url, isProxied: proxy != nil),
            maxBodyBytes: request.maxBodyBytes,
            isCancelled: request.repeatable ? isCancelled : { false })
        let code = perform(request, url, proxy: proxy, on: handle, into: transfer)
        guard code == CURLE_OK else { throw failure(code, of: transfer, on: handle) }
        return HTTPResponse(
            status: Self.number(CURLINFO_RESPONSE_CODE, of: handle), headers: transfer.headers,
            body: transfer.takeBody())
    }

    private static let startLibrary: Void = {
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
    }()
}

// MARK: - Rules

extension HTTPClient {
    private func check(
        _ request: HTTPRequest, _ url: HTTPURL, isProxied: Bool
    ) throws(TransportError) {
        guard url.scheme == "https" || url.isLoopback || Self.isLinkLocal(request, url) else {
            throw .forbidden("plain http is for loopback only; use https for \"\(url.host)\"")
        }
        guard !request.method.isEmpty, request.method.allBytes(Self.isTokenByte) else {
            throw .misuse("not a request method")
        }
        for field in request.headers {
            let isToken = !field.name.isEmpty && field.name.allBytes(Self.isTokenByte)
            guard isToken else { throw .misuse("not a header name") }
            guard field.value.allBytes({ $0 != 13 && $0 != 10 && $0 != 0 }) else {
                throw .misuse("header \"\(field.name)\" holds a line break or a zero byte")
            }
        }
        if !request.allowsPrivateAddresses { try refusePrivate(url, isProxied: isProxied) }
    }

    /// Refuses addresses that can be judged before connecting.
    ///
    /// Directly reached names are judged when they are connected to; what a proxy makes of a name
    /// can only be guessed from our own resolver's answer.
    private func refusePrivate(_ url: HTTPURL, isProxied: Bool) throws(TransportError) {
        let known = url.address.map { [$0] } ?? (isProxied ? IPAddress.resolve(url.host) : [])
        guard let address = known.first(where: { !$0.isPublic }) else { return }
        throw Self.forbidden(address)
    }

    private static func rule(
        _ request: HTTPRequest, _ url: HTTPURL, isProxied: Bool
    ) -> Transfer.AddressRule {
        if isProxied { return .any }
        if !request.allowsPrivateAddresses { return .public }
        return url.scheme == "http" && !isLinkLocal(request, url) ? .loopback : .any
    }

    /// Whether it is a request to a numeric link-local address that allows this.
    private static func isLinkLocal(_ request: HTTPRequest, _ url: HTTPURL) -> Bool {
        request.allowsPlainLinkLocal && url.address?.isLinkLocalOrMetadata == true
    }

    private static func forbidden(_ address: IPAddress) -> TransportError {
        .forbidden("address \(address) may not be reached by this request")
    }

    /// RFC 9110, section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: tokenPunctuation.contains(byte)
        }
    }

    private static let tokenPunctuation = Array("!#$%&'*+-.^_`|~".utf8)
}

// MARK: - The transfer

extension HTTPClient {
    private func perform(
        _ request: HTTPRequest, _ url: HTTPURL, proxy: String?,
        on handle: UnsafeMutableRawPointer, into transfer: Transfer
    ) -> CURLcode {
        curl_easy_reset(handle)
        errorText.update(repeating: 0, count: Int(CURL_ERROR_SIZE))
        setRules(on: handle, proxy: proxy)
        setRequest(request, url, on: handle)
        let lines = Self.lines(of: request)
        defer { Self.free(lines) }
        _ = shim_set_pointer(handle, CURLOPT_HTTPHEADER, lines)
        setCallbacks(on: handle, transfer)
        return withExtendedLifetime(transfer) {
            request.body.withUnsafeBytes { bytes in
                setBody(bytes, of: request, on: handle)
                return curl_easy_perform(handle)
            }
        }
    }

    private func setRules(on handle: UnsafeMutableRawPointer, proxy: String?) {
        _ = shim_set_long(handle, CURLOPT_NOSIGNAL, 1)
        _ = shim_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = shim_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        _ = shim_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
        _ = shim_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
        _ = shim_set_long(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        // HTTP/2 would bring back silent resending.
        _ = shim_set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        _ = shim_set_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        _ = shim_set_text(handle, CURLOPT_USERAGENT, "runtime/0.1")
        // Both are given always, so that libcurl does not look at the environment itself.
        _ = shim_set_text(handle, CURLOPT_PROXY, proxy ?? "")
        _ = shim_set_text(handle, CURLOPT_NOPROXY, "")
        if let caBundle { _ = shim_set_text(handle, CURLOPT_CAINFO, caBundle) }
    }

    private func setRequest(
        _ request: HTTPRequest, _ url: HTTPURL, on handle: UnsafeMutableRawPointer
    ) {
        _ = shim_set_text(handle, CURLOPT_URL, url.text)
        _ = shim_set_long(
            handle, CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.wholeMilliseconds)
        _ = shim_set_long(handle, CURLOPT_TIMEOUT_MS, request.timeout.wholeMilliseconds)
        let isFresh = request.freshConnection || !request.repeatable
        _ = shim_set_long(handle, CURLOPT_FRESH_CONNECT, isFresh ? 1 : 0)
        _ = shim_set_long(handle, CURLOPT_FORBID_REUSE, isFresh ? 1 : 0)
    }

    private func setBody(
        _ bytes: UnsafeRawBufferPointer, of request: HTTPRequest,
        on handle: UnsafeMutableRawPointer
    ) {
        let isBodiless = ["GET", "HEAD", "DELETE", "OPTIONS"].contains(request.method)
        if request.method == "HEAD" {
            _ = shim_set_long(handle, CURLOPT_NOBODY, 1)
        } else if isBodiless && bytes.isEmpty {
            _ = shim_set_long(handle, CURLOPT_HTTPGET, 1)
        } else {
            _ = shim_set_long(handle, CURLOPT_POST, 1)
            _ = shim_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
            // Null would mean "read standard input"; of an empty body nothing is looked at.
            let start = bytes.baseAddress ?? UnsafeRawPointer(errorText)
            _ = shim_set_pointer(handle, CURLOPT_POSTFIELDS, start)
        }
        _ = shim_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func setCallbacks(on handle: UnsafeMutableRawPointer, _ transfer: Transfer) {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        _ = shim_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
        _ = shim_set_pointer(handle, CURLOPT_WRITEDATA, context)
        _ = shim_set_sink(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            HTTPClient.take(bytes, size * count, context) { $0.receive(body: $1) }
        }
        _ = shim_set_pointer(handle, CURLOPT_HEADERDATA, context)
        _ = shim_set_sink(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            HTTPClient.take(bytes, size * count, context) { $0.receive(headerLine: $1) }
        }
        _ = shim_set_long(handle, CURLOPT_NOPROGRESS, 0)
        _ = shim_set_pointer(handle, CURLOPT_XFERINFODATA, context)
        _ = shim_set_progress(handle) { context, _, _, _, _ in
            HTTPClient.transfer(context)?.isCancelled() == true ? 1 : 0
        }
        _ = shim_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
        _ = shim_set_open_socket(handle) { context, _, address in
            guard let address else { return -1 }
            guard HTTPClient.transfer(context)?.permits(IPAddress(shim_address(address))) == true
            else { return -1 }
            let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
            return socket(address.pointee.family, kind, address.pointee.protocol)
        }
    }

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Hands received bytes on; libcurl takes any other number than `count` for "stop".
    private static func take(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        by receive: (Transfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let transfer = transfer(context) else { return 0 }
        let isTaken = receive(transfer, UnsafeRawBufferPointer(start: bytes, count: count))
        return isTaken ? count : count + 1
    }
}

// MARK: - Header lines

extension HTTPClient {
    private static func lines(of request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
        // "Name:" takes a header of libcurl's own away, "Name;" sends one without a value.
        var texts = ["Expect:"]
        if !request.headers.contains(where: { $0.name.isSameName(as: "content-type") }) {
            texts.append("Content-Type:")
        }
        texts += request.headers.map {
            $0.value.isEmpty ? $0.name + ";" : $0.name + ": " + $0.value
        }
        return texts.reduce(nil) { list, text in curl_slist_append(list, text) ?? list }
    }

    /// Frees the lines, which may hold tokens, after wiping them.
    private static func free(_ lines: UnsafeMutablePointer<curl_slist>?) {
        var next = lines
        while let line = next {
            line.pointee.data.map { explicit_bzero($0, strlen($0)) }
            next = line.pointee.next
        }
        curl_slist_free_all(lines)
    }
}

// MARK: - Failures

extension HTTPClient {
    private func failure(
        _ code: CURLcode, of transfer: Transfer, on handle: UnsafeMutableRawPointer
    ) -> TransportError {
        if transfer.isTooLarge { return .tooLarge(limitBytes: transfer.maxBodyBytes) }
        let isUnsent =
            Self.beforeSending.contains(code.rawValue)
            || Self.number(CURLINFO_REQUEST_SIZE, of: handle) == 0
        if isUnsent, let address = transfer.refused { return Self.forbidden(address) }
        return isUnsent ? .notSent(text(code)) : .noAnswer(text(code))
    }

    private func text(_ code: CURLcode) -> String {
        let detail = String(cString: errorText)
        let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        let isName = text.dropFirst().first?.isUppercase == true
        let start = isName ? String(text.prefix(1)) : text.prefix(1).lowercased()
        return start + text.dropFirst() + " (curl \(code.rawValue))"
    }

    /// Codes that can only come before the first byte of a request.
    private static let beforeSending: Set<UInt32> = Set(
        [
            CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT,
            CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_PROXY,
        ].map(\.rawValue))

    private static func number(_ info: CURLINFO, of handle: UnsafeMutableRawPointer) -> Int {
        var value = 0
        return shim_get_long(handle, info, &value) == CURLE_OK ? value : 0
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int {
        let parts = components
        return Int(parts.seconds * 1_000 + parts.attoseconds / 1_000_000_000_000_000)
    }
}
