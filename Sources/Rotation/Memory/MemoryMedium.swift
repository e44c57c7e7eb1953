/// What several stores in memory share, as processes share a disk.
package final class MemoryMedium {
    /// By id.
    package internal(set) var rotations: [Int64: Rotation] = [:]
    /// Credentials that are over, in that order.
    package internal(set) var retired: [Credential] = []
    var epochs: [Int64: Int64] = [:]
    var holders: [Int64: String] = [:]
    var values: [String: SecretValue] = [:]
    var policies: [String: (source: PolicySource, path: String)] = [:]
    var versions: [Int64: [Publication]] = [:]
    /// Oldest first.
    package internal(set) var events: [Event] = []
    /// By rotation, oldest first.
    package internal(set) var decisions: [String: [DecisionRecord]] = [:]
    var problems: [String: PolicyProblem] = [:]
    var journal: [CallKey: (request: String, result: String?)] = [:]
    /// Processes that no longer run; their leases may be taken over.
    package var dead: Set<String> = []
    /// What every store on it tells as free.
    package var freeBytes: Int64 = 1 << 40
    /// Rotations that are due whatever their wakes say.
    var stirred: Set<Int64> = []
    /// Transactions written so far.
    package private(set) var commits = 0
    /// Errors for the next commits, in order; nil lets one through.
    package var commitErrors: [StoreError?] = []

    /// An empty medium.
    package init() {}

    /// Loses every sealed value, as a damaged disk would.
    package func forgetValues() {
        values = [:]
    }

    func countCommit() throws(StoreError) {
        if !commitErrors.isEmpty, let error = commitErrors.removeFirst() { throw error }
        commits += 1
    }
}
