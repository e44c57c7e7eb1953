import Rotation

/// When credentials signed in, as far back as a lagging report needs it.
struct SignInLog: Sendable {
    /// The most moments that are kept of one credential.
    private static let depth = 64

    struct Line: Sendable {
        let clientID: String
        var moments: [Instant]
    }

    /// By key id.
    private var lines: [String: Line] = [:]

    mutating func add(keyID: String, clientID: String, at moment: Instant) {
        var line = lines[keyID] ?? Line(clientID: clientID, moments: [])
        if line.moments.last != moment { line.moments.append(moment) }
        if line.moments.count > Self.depth { line.moments.removeFirst() }
        lines[keyID] = line
    }

    /// The last sign-in of each credential up to a moment, by key id.
    func last(asOf moment: Instant) -> [(keyID: String, clientID: String, at: Instant)] {
        lines.sorted { $0.key < $1.key }.compactMap { keyID, line in
            line.moments.last { $0 <= moment }.map { (keyID, line.clientID, $0) }
        }
    }
}

extension Tenant {
    /// The key id under which the connection's own secret is reported.
    static let connectionKeyID = "44444444-4444-4444-8444-444444444444"

    /// Remembers a sign-in that succeeded.
    mutating func noteSignIn(of clientID: String, with secret: String?, at now: Instant) {
        let passwords = objectIDs[clientID].flatMap { applications[$0]?.passwords } ?? []
        let keyID = passwords.last { $0.value == secret }?.keyID ?? Self.connectionKeyID
        signIns.add(keyID: keyID, clientID: clientID, at: now)
    }
}
