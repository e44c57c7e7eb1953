import Azure
import Rotation
import SecretStore

/// Every tenant of a home, read and compared with the journal.
struct TenantReading {
    private let parts: Composition
    private let tenants: Tenants
    private let names: [String]

    init(_ parts: Composition, names: [String]) {
        self.parts = parts
        self.names = names
        tenants = parts.tenants()
    }

    /// Compares; what seems to be missing is read once more by itself.
    func compare() throws(Complaint) -> [Reconciliation.Finding] {
        let known = try Summary(parts.store).rotations(names)
        var findings: [Reconciliation.Finding] = []
        for connection in Set(known.map(\.connection)).sorted() {
            do throws(IssuerError) {
                let applications = try read(connection, known)
                let rotations = try journal(of: connection)
                let compared = Reconciliation(
                    of: applications, with: rotations, home: parts.store.home,
                    at: parts.clock.now())
                for finding in compared.findings where isWanted(finding) {
                    if try isConfirmed(finding, connection) { findings.append(finding) }
                }
            } catch {
                throw Complaint(
                    "\(error)", hint: error.hint, exit: error.isTransient ? .tryAgain : .failed)
            }
        }
        return findings
    }

    /// Of named rotations their own applications only.
    private func read(
        _ connection: String, _ known: [Rotation]
    ) throws(IssuerError) -> [Application] {
        let issuer = try tenants.azure(connection)
        if names.isEmpty { return try issuer.applications() }
        var applications: [Application] = []
        for rotation in known where rotation.connection == connection {
            applications.append(try issuer.application(rotation.application))
        }
        return applications
    }

    /// Read after the tenant: what was made in between has its intent on record.
    private func journal(of connection: String) throws(IssuerError) -> [Rotation] {
        do throws(StoreError) {
            return try parts.store.rotations().filter { $0.connection == connection }
        } catch {
            throw .refused(
                action: "read the journal", why: error.description, recovery: .inspect)
        }
    }

    private func isWanted(_ finding: Reconciliation.Finding) -> Bool {
        names.isEmpty || finding.rotation.map(names.contains) ?? false
    }

    private func isConfirmed(
        _ finding: Reconciliation.Finding, _ connection: String
    ) throws(IssuerError) -> Bool {
        guard finding.kind == .missing || finding.kind == .missingCurrent else { return true }
        let reference = ApplicationReference(objectID: finding.application.objectID)
        let again = try tenants.azure(connection).application(reference)
        return !again.credentials.contains { $0.keyID == finding.credential.keyID }
    }
}
