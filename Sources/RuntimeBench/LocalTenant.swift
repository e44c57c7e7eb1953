import Azure
import Foundation
import Rotation

/// `runtime emulator` in a process of its own, on the second core where there is one.
final class LocalTenant {
    let baseURL: String
    let tenantID: String
    let clientID: String
    let clientSecret: String
    private let child: Child
    private let workshop: Workshop

    /// An application that was made for a measure.
    struct Owned {
        let objectID: String
        let clientID: String
    }

    /// Starts it and waits until it listens.
    init(in workshop: Workshop) throws {
        let pinned = Self.coreCount > 1 ? ["taskset", "-c", "1"] : []
        child = try Child(pinned + [workshop.runtime, "emulator", "--json"])
        guard let said = ValueText.decode(child.firstLine()),
            let url = said["graph_host"]?.text, let tenant = said["tenant_id"]?.text,
            let client = said["client_id"]?.text, let secret = said["client_secret"]?.text
        else {
            child.stop()
            throw Child.Failure(description: "the emulator did not say where it listens")
        }
        self.workshop = workshop
        baseURL = url
        tenantID = tenant
        clientID = client
        clientSecret = secret
    }

    deinit {
        child.stop()
    }

    /// Of the machine, not of this process.
    private static var coreCount: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }

    /// The variables with which `runtime` and the baselines work here.
    var environment: [String: String] {
        [
            "AZURE_TENANT_ID": tenantID, "AZURE_CLIENT_ID": clientID,
            "AZURE_CLIENT_SECRET": clientSecret, "AZURE_AUTHORITY_HOST": baseURL,
            "RUNTIME_GRAPH_HOST": baseURL,
        ]
    }

    /// The connection for an issuer in this process.
    var connection: AzureConnection {
        let secret = clientSecret
        return AzureConnection(
            name: "default", tenantID: tenantID, clientID: clientID,
            hosts: AzureHosts(login: baseURL, graph: baseURL), secret: { SecretValue(secret) })
    }

    /// Makes applications without secrets.
    func makeApplications(_ count: Int) throws -> [Owned] {
        let lines = try Child.run([
            "\(workshop.baselines)/azure", "create", baseURL, String(count),
        ])
        return lines.split(separator: "\n").map { line in
            let ids = line.split(separator: " ").map(String.init)
            return Owned(objectID: ids[0], clientID: ids[1])
        }
    }

    /// How many requests of each kind have come so far.
    func requests() throws -> [String: Int64] {
        let text = try Child.run(["\(workshop.baselines)/azure", "requests", baseURL])
        guard case .map(let members)? = ValueText.decode(text) else {
            throw Child.Failure(description: "the emulator's count could not be read")
        }
        return members.compactMapValues(\.integer)
    }
}
