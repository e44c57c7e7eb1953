import ArgumentParser
import Azure
import Rotation
import SecretStore

/// `runtime apps`: the tenant's applications and what their credentials need.
struct AppsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apps",
        abstract: "Lists every application with its secrets, owners and the rotation it is under.",
        discussion: "Changes nothing. WRITE says whether the connection may change its secrets.")

    @Option(help: "The connection; \"default\" without.")
    var connection = "default"

    @Option(help: "Only those with a secret that ends within this time, such as 30d.")
    var expiring: DurationArgument?

    @Option(help: "Only those whose name, client id or object id contains this.")
    var search: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: HomeOptions

    func run() throws {
        let surroundings = try Surroundings(options.folder)
        let now = surroundings.clock.now()
        let entries: [InventoryEntry]
        do throws(IssuerError) {
            entries = try surroundings.tenants.azure(connection).inventory()
        } catch {
            throw Complaint(error)
        }
        let rotations = surroundings.rotations.filter { $0.connection == connection }
        let chosen = entries.filter { isWanted($0.application, at: now) }
            .map { ListedApplication($0, among: rotations) }
        guard !json else { return Terminal.print(ValueText.encode(.list(chosen.map(\.json)))) }
        var table = Table(["APPLICATION", "CLIENT ID", "SECRETS", "NEXT END", "WRITE", "ROTATION"])
        for entry in chosen { table.add(entry.row(at: now)) }
        table.lines.forEach(Terminal.print)
    }

    private func isWanted(_ application: Application, at now: Instant) -> Bool {
        if let search {
            let texts = [application.displayName, application.clientID, application.objectID]
            guard texts.contains(where: { $0.lowercased().contains(search.lowercased()) }) else {
                return false
            }
        }
        guard let expiring else { return true }
        return (application.credentials + application.principalCredentials).contains { credential in
            credential.endsAt.map { $0 > now && $0 <= now + expiring.duration } ?? false
        }
    }
}

/// An application in the list, with the rotation that manages it.
private struct ListedApplication {
    let entry: InventoryEntry
    let rotation: Rotation?

    init(_ entry: InventoryEntry, among rotations: [Rotation]) {
        self.entry = entry
        rotation = rotations.first { $0.manages(entry.application) }
    }

    func row(at now: Instant) -> [String] {
        let application = entry.application
        let ends = application.credentials.compactMap(\.endsAt)
        let expired = ends.count { $0 <= now }
        let principals = application.principalCredentials.compactMap(\.endsAt)
        let next = (ends + principals).filter { $0 > now }.min()
        let name = application.displayName.isEmpty ? "(no name)" : application.displayName
        return [
            name, application.clientID,
            "\(ends.count)" + (expired == 0 ? "" : " (\(expired) expired)")
                + (principals.isEmpty ? "" : " +\(principals.count) of its principal"),
            next.map { "\($0) (\(($0 - now).short))" } ?? "-", writable, rotation?.name ?? "-",
        ]
    }

    private var writable: String {
        switch entry.isWritable {
        case true?: "yes"
        case false?: "no"
        case nil: "unknown"
        }
    }

    var json: Value {
        let application = entry.application
        return .map([
            "object_id": .string(application.objectID), "client_id": .string(application.clientID),
            "display_name": .string(application.displayName),
            "tags": .list(application.tags.map { .string($0) }),
            "audience": .string(application.signInAudience),
            "credentials": .list(application.credentials.map(json)),
            "principal_credentials": .list(application.principalCredentials.map(json)),
            "owners": .list(entry.owners.map(json)),
            "writable": entry.isWritable.map { .bool($0) } ?? .null,
            "rotation": (rotation?.name).json,
        ])
    }

    private func json(_ credential: RemoteCredential) -> Value {
        let isOurs = rotation?.credentials.contains { $0.keyID == credential.keyID } ?? false
        return .map([
            "key_id": .string(credential.keyID), "display_name": credential.displayName.json,
            "starts_at": (credential.startsAt?.description).json,
            "ends_at": (credential.endsAt?.description).json, "ours": .bool(isOurs),
        ])
    }

    private func json(_ owner: InventoryEntry.Owner) -> Value {
        .map([
            "id": .string(owner.id), "kind": .string(owner.kind), "name": .string(owner.name),
        ])
    }
}
