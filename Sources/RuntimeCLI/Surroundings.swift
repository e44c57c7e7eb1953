import Foundation
import Logging
import Rotation
import SecretStore

/// What commands that only look around need: connections, and a home that need not exist.
struct Surroundings {
    let configuration: Configuration
    let clock: any Clock
    let tenants: Tenants
    let log: Logger
    /// The home, open for reading; nil where there is none yet.
    let store: SecretStore?
    /// Rotations on record; none where there is no home yet.
    let rotations: [Rotation]

    init(_ folder: HomeFolder) throws(Complaint) {
        let environment = ProcessInfo.processInfo.environment
        do throws(PolicyError) {
            configuration = try Configuration(path: folder.configuration, environment: environment)
        } catch {
            throw Complaint(error)
        }
        clock = Composition.clock(environment)
        log = Composition.logger(environment)
        tenants = Tenants(configuration.connections, clock: clock, log: log)
        store = try Self.store(folder, keyPath: environment["RUNTIME_MASTER_KEY_FILE"])
        rotations = try Self.rotations(in: store)
    }

    private static func store(
        _ folder: HomeFolder, keyPath: String?
    ) throws(Complaint) -> SecretStore? {
        do throws(StoreError) {
            return try SecretStore(folder: folder, keyPath: keyPath, for: .reading)
        } catch .notFound {
            return nil
        } catch {
            throw Complaint(error)
        }
    }

    private static func rotations(in store: SecretStore?) throws(Complaint) -> [Rotation] {
        do throws(StoreError) { return try store?.rotations() ?? [] } catch {
            throw Complaint(error)
        }
    }
}
