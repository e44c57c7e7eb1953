import Rotation

/// When credentials signed in, as far back as a lagging report needs it.
struct SignInLog: Sendable {
    /// The most moments that are kept of one credential.
    private static let depth = 64
    /// How long a credential that signs in no more is reported.
    private static let memory = Duration.days(90)

    struct Line: Sendable {
        let clientID: String
        let keyType: String
        var moments: [Instant]
    }

    /// By key id.
    private var lines: [String: Line] = [:]
    private var sweepAt = 1_024

    mutating func add(keyID: String, clientID: String, keyType: String, at moment: Instant) {
        var line = lines[keyID] ?? Line(clientID: clientID, keyType: keyType, moments: [])
        if line.moments.last != moment { line.moments.append(moment) }
        if line.moments.count > Self.depth { line.moments.removeFirst() }
        lines[keyID] = line
        guard lines.count >= sweepAt else { return }
        lines = lines.filter { $0.value.moments.last.map { moment < $0 + Self.memory } ?? false }
        sweepAt = max(1_024, lines.count * 2)
    }

    /// The last sign-in of each credential up to a moment, in the order of their key ids.
    func last(asOf moment: Instant) -> [(keyID: String, line: Line, at: Instant)] {
        lines.sorted { $0.key < $1.key }.compactMap { keyID, line in
            line.moments.last { $0 <= moment }.map { (keyID, line, $0) }
        }
    }
}
