internal import Glibc

/// The proxies the environment asks for, decided here so that we know who we connect to.
///
/// Only `https` is ever proxied, because plain `http` goes to loopback alone.
struct ProxySettings {
    private let proxy: String?
    private let exceptions: [String]

    /// Reads `https_proxy`, `all_proxy` and `no_proxy`, each also in capitals.
    init(variable: (String) -> String? = { getenv($0).map { String(cString: $0) } }) {
        func either(_ name: String) -> String? {
            (variable(name) ?? variable(name.uppercased())).flatMap { $0.isEmpty ? nil : $0 }
        }
        proxy = either("https_proxy") ?? either("all_proxy")
        exceptions = (either("no_proxy") ?? "").split(whereSeparator: { ", ".contains($0) }).map {
            let name = $0.lowercased()
            return name.hasPrefix(".") ? String(name.dropFirst()) : name
        }
    }

    /// The proxy to use for `url`, or nil to connect directly.
    func proxy(for url: HTTPURL) -> String? {
        let isLocal = url.isLoopback || url.address?.isLinkLocalOrMetadata == true
        return isLocal || isException(url.host) ? nil : proxy
    }

    private func isException(_ host: String) -> Bool {
        exceptions.contains { $0 == "*" || host == $0 || host.hasSuffix("." + $0) }
    }
}
