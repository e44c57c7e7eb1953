import Azure
import Rotation
import SecretStore

/// What a plan sees of the tenants, each read once.
final class TenantSights {
    private let surroundings: Surroundings
    private let freeBytes: Int64?
    /// What deletions left in the tenants.
    let kept: [KeptSecret]
    private var views: [String: Result<View, IssuerError>] = [:]

    /// One tenant: who we are there and what it holds.
    struct View {
        let issuer: AzureIssuer
        let report: ConnectionReport
        let entries: [InventoryEntry]
    }

    init(_ surroundings: Surroundings) throws(Complaint) {
        self.surroundings = surroundings
        freeBytes = try Complaint.ofStore { () throws(StoreError) -> Int64? in
            try surroundings.store?.freeBytes()
        }
        kept = try Complaint.ofStore { () throws(StoreError) -> [KeptSecret] in
            try surroundings.store?.kept() ?? []
        }
    }

    /// The names of rotations on record by the key ids of their credentials.
    private(set) lazy var holders = Dictionary(
        surroundings.rotations.flatMap { rotation in
            rotation.credentials.map { ($0.keyID, rotation.name) }
        }, uniquingKeysWith: { first, _ in first })

    /// This home's id; empty where there is none yet.
    var home: String { surroundings.store?.home ?? "" }

    /// The connections that were looked at, by name.
    var connections: [(name: String, view: Result<View, IssuerError>)] {
        views.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The tenant behind a connection.
    func view(_ connection: String) throws(IssuerError) -> View {
        if let known = views[connection] { return try known.get() }
        do throws(IssuerError) {
            let issuer = try surroundings.tenants.azure(connection)
            let report = try issuer.report()
            let view = View(issuer: issuer, report: report, entries: try issuer.inventory())
            views[connection] = .success(view)
            return view
        } catch {
            views[connection] = .failure(error)
            throw error
        }
    }

    /// What the guard would ask about the application of a rotation.
    func look(at rotation: Rotation) throws(IssuerError) -> Sighting {
        let view = try view(rotation.connection)
        let entry = view.entries.first { rotation.application.names($0.application) }
        let application: Application
        if let entry {
            application = entry.application
        } else {
            application = try view.issuer.application(rotation.application)
        }
        return Sighting(
            application: application, standing: try view.issuer.standing(of: application),
            isWritable: entry?.isWritable, ahead: view.report.clockOffset,
            connection: rotation.connection, identity: view.issuer.identity,
            home: home, freeBytes: freeBytes)
    }
}

extension ApplicationReference {
    /// Whether it is a reference to `application`; what its other id says is left to the guard.
    func names(_ application: Application) -> Bool {
        if let objectID { return objectID == application.objectID }
        return clientID == application.clientID
    }
}
