import Rotation
import SecretStore
import TestSupport
import Testing

/// What every store must do; run against the one in memory and the one on disk.
enum StoreKind: CaseIterable {
    case memory, disk
}

/// A medium that several processes open, one after the other or at the same time.
final class Medium {
    private let kind: StoreKind
    private let disk = MemoryMedium()
    private let folder = TemporaryFolder()
    private var count = 0

    init(_ kind: StoreKind) {
        self.kind = kind
    }

    func open() throws -> any Store {
        count += 1
        switch kind {
        case .memory: return MemoryStore(disk, as: "process \(count)")
        case .disk: return try SecretStore(folder: HomeFolder(path: folder.path))
        }
    }

    /// Tells the medium that the first process is gone; on disk the kernel does that.
    func close(_ store: inout (any Store)?) {
        if let fake = store as? MemoryStore { disk.dead.insert(fake.instance) }
        store = nil
    }
}

extension Store {
    /// Errands besides the daily housekeeping.
    func plannedErrands() throws -> [Errand] {
        try errands().filter { $0.kind != .housekeeping }
    }

    /// Registers the example and takes its lease.
    func claimExample(at now: Instant) throws -> Claim {
        try register(.example(), at: now)
        let id = try #require(try due(at: now, limit: 10).first)
        return try #require(try claim(id))
    }
}
