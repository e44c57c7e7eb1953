import Azure
import Rotation
import SecretStore

/// Every tenant of a home, read and compared with the journal.
struct TenantReading {
    private let parts: Composition
    private let tenants: Tenants
    private let names: [String]
    /// The first connection through which nothing could be read.
    private(set) var failure: Complaint?

    init(_ parts: Composition, names: [String]) {
        self.parts = parts
        self.names = names
        tenants = parts.tenants()
    }

    /// Compares; what seems to be missing is read once more by itself.
    ///
    /// A connection that fails leaves the others to be looked at, if there are any.
    mutating func compare() throws(Complaint) -> [Reconciliation.Finding] {
        let known = try Summary(parts.store, parts.clock).rotations(names)
        do throws(IssuerError) {
            let applications = try names.isEmpty ? all(known) : own(known)
            // Read after the tenant: what was made in between has its intent on record.
            let compared = try compare(applications)
            var findings: [Reconciliation.Finding] = []
            for finding in compared.findings where isWanted(finding) {
                if try isConfirmed(finding, known) { findings.append(finding) }
            }
            return findings
        } catch {
            throw Self.complaint(about: error)
        }
    }

    private static func complaint(about error: IssuerError) -> Complaint {
        Complaint("\(error)", hint: error.hint, exit: error.isTransient ? .tryAgain : .failed)
    }

    /// What every connection shows; of those into one tenant the first is asked.
    private mutating func all(_ known: [Rotation]) throws(IssuerError) -> [Application] {
        let used = Set(known.map(\.connection))
        let all = used.union(parts.configuration.connections.keys)
        var applications: [Application] = []
        var seen: Set<String> = []
        var failed = 0
        for connection in all.sorted() {
            do throws(IssuerError) {
                for application in try tenants.azure(connection).applications()
                where seen.insert(application.objectID).inserted {
                    applications.append(application)
                }
            } catch {
                failed += 1
                guard failed < all.count else { throw error }
                failure = failure ?? Self.complaint(about: error)
            }
        }
        return applications
    }

    /// Of named rotations their own applications only.
    private func own(_ known: [Rotation]) throws(IssuerError) -> [Application] {
        var applications: [Application] = []
        for rotation in known {
            let issuer = try tenants.azure(rotation.connection)
            applications.append(try issuer.application(rotation.application))
        }
        return applications
    }

    private func compare(_ applications: [Application]) throws(IssuerError) -> Reconciliation {
        do throws(StoreError) {
            let rotations = try parts.store.rotations()
            return Reconciliation(
                of: applications, with: rotations, kept: try parts.store.kept(),
                home: parts.store.home, at: parts.clock.now())
        } catch {
            throw .refused(
                action: "read the journal", why: error.description, recovery: .inspect)
        }
    }

    private func isWanted(_ finding: Reconciliation.Finding) -> Bool {
        names.isEmpty || finding.rotation.map(names.contains) ?? false
    }

    private func isConfirmed(
        _ finding: Reconciliation.Finding, _ known: [Rotation]
    ) throws(IssuerError) -> Bool {
        guard finding.kind == .missing || finding.kind == .missingCurrent,
            let rotation = known.first(where: { $0.name == finding.rotation })
        else { return true }
        let reference = ApplicationReference(objectID: finding.application.objectID)
        let again = try tenants.azure(rotation.connection).application(reference)
        return !again.credentials.contains { $0.keyID == finding.credential.keyID }
    }
}
