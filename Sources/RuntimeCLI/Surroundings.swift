import Foundation
import Rotation
import SecretStore

/// What commands that only look around need: connections, and a home that need not exist.
struct Surroundings {
    let configuration: Configuration
    let clock: any Clock
    let tenants: Tenants
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
        tenants = Tenants(
            configuration.connections, clock: clock, log: Composition.logger(environment))
        rotations = try Self.rotations(folder, keyPath: environment["RUNTIME_MASTER_KEY_FILE"])
    }

    private static func rotations(
        _ folder: HomeFolder, keyPath: String?
    ) throws(Complaint) -> [Rotation] {
        do throws(StoreError) {
            return try SecretStore(folder: folder, keyPath: keyPath, for: .reading).rotations()
        } catch .notFound {
            return []
        } catch {
            throw Complaint(error)
        }
    }
}
