internal import HTTP

/// The identity of the machine or the service that we run on, and who vouches for it.
///
/// - SeeAlso: Microsoft Entra, "How to use managed identities for Azure resources".
package struct ManagedIdentity: Equatable, Sendable {
    /// Which identity is meant where there may be several.
    package enum Selector: Equatable, Sendable {
        /// The machine's own.
        case system
        case clientID(String)
        case objectID(String)
        /// The resource id of a user-assigned identity.
        case resourceID(String)
    }

    /// Who gives tokens.
    enum Source: Equatable, Sendable {
        /// The instance metadata service of a virtual machine, at this base URL.
        case metadata(String)
        /// The endpoint of App Service, Functions and Container Apps, with its header's value.
        case appService(endpoint: String, header: String)
        /// The agent of an Azure Arc machine, which hands its keys to administrators of it.
        case arc(endpoint: String)
    }

    let selector: Selector
    let source: Source

    /// Finds out where we run; nil on a service whose endpoint we do not speak to: Service Fabric,
    /// Azure Machine Learning, Cloud Shell.
    ///
    /// - Parameters:
    ///   - selector: Which identity.
    ///   - environment: The process's variables.
    ///   - hasArcAgent: Whether the agent of Azure Arc is installed.
    package init?(
        _ selector: Selector, environment: [String: String], hasArcAgent: Bool = false
    ) {
        self.selector = selector
        let endpoint = environment["IDENTITY_ENDPOINT"]
        if let endpoint, let header = environment["IDENTITY_HEADER"] {
            guard environment["IDENTITY_SERVER_THUMBPRINT"] == nil else { return nil }
            source = .appService(endpoint: endpoint, header: header)
        } else if environment["MSI_ENDPOINT"] != nil {
            return nil
        } else if let endpoint, environment["IMDS_ENDPOINT"] != nil {
            source = .arc(endpoint: endpoint)
        } else if hasArcAgent {
            source = .arc(endpoint: "http://127.0.0.1:40342/metadata/identity/oauth2/token")
        } else {
            let host = environment["AZURE_POD_IDENTITY_AUTHORITY_HOST"] ?? "http://169.254.169.254"
            source = .metadata(host)
        }
    }

    /// The request for a token of `resource`, which is a scope without `/.default`.
    func request(for resource: String) -> HTTPRequest {
        var request = HTTPRequest("GET", url(for: resource), headers: headers, repeatable: true)
        request.allowsPlainLinkLocal = true
        request.connectTimeout = .seconds(3)
        request.timeout = .seconds(15)
        return request
    }

    private var headers: [HTTPField] {
        switch source {
        case .metadata, .arc: [HTTPField("Metadata", "true")]
        case .appService(_, let header): [HTTPField("X-IDENTITY-HEADER", header)]
        }
    }

    private func url(for resource: String) -> String {
        let (base, version) =
            switch source {
            case .metadata(let host): (host + "/metadata/identity/oauth2/token", "2018-02-01")
            case .appService(let endpoint, _): (endpoint, "2019-08-01")
            case .arc(let endpoint): (endpoint, "2020-06-01")
            }
        let query = [("api-version", version), ("resource", resource)] + selection
        let text = query.map { "\($0)=\(FormEncoding.escape($1))" }.joined(separator: "&")
        return base + (base.contains("?") ? "&" : "?") + text
    }

    /// The resource id has another name at App Service than elsewhere.
    private var selection: [(String, String)] {
        switch (selector, source) {
        case (.system, _): []
        case (.clientID(let id), _): [("client_id", id)]
        case (.objectID(let id), _): [("object_id", id)]
        case (.resourceID(let id), .appService): [("mi_res_id", id)]
        case (.resourceID(let id), _): [("msi_res_id", id)]
        }
    }
}
