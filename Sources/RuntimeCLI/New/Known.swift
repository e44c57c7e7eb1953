import Foundation
import Rotation
import SecretStore

/// What the home and the machine know before a policy is written.
struct Known {
    /// Names of the configured connections, `default` first.
    let connections: [String]
    /// Rotations on record; none where there is no home yet.
    let rotations: [Rotation]
    /// The machine's time zone.
    let timeZone: String
    private let tenants: Tenants

    /// Reads a home, which need not exist.
    init(_ folder: HomeFolder) throws(Complaint) {
        let surroundings = try Surroundings(folder)
        connections = surroundings.configuration.connections.keys.sorted {
            ($0 == "default" ? 0 : 1, $0) < ($1 == "default" ? 0 : 1, $1)
        }
        rotations = surroundings.rotations
        timeZone = MachineTimeZone.name(ProcessInfo.processInfo.environment)
        tenants = surroundings.tenants
    }

    /// The connection to take without asking, where one is obvious.
    var usualConnection: String? {
        connections.count > 1 && connections.first != "default"
            ? nil
            : connections.first ?? "default"
    }

    /// The applications of a connection's tenant, by their display names.
    func applications(of connection: String) throws(IssuerError) -> [Application] {
        try tenants.issuer(connection).applications().sorted {
            ($0.displayName.lowercased(), $0.clientID) < ($1.displayName.lowercased(), $1.clientID)
        }
    }

    /// The rotation that has this application already.
    func rotation(of application: ChosenApplication, over connection: String) -> Rotation? {
        rotations.first { rotation in
            let ids = [
                rotation.application.clientID, rotation.application.objectID,
                rotation.seen?.clientID, rotation.seen?.objectID,
            ]
            let isSame =
                ids.contains(application.clientID)
                || (application.objectID != nil && ids.contains(application.objectID))
            return rotation.connection == connection && isSame
        }
    }

    /// A slug that no rotation has yet, made of the display name or else of the client id.
    func freeSlug(for application: ChosenApplication) -> String? {
        let slug =
            Self.slug(of: application.displayName ?? "")
            ?? "app-\(application.clientID.prefix(8))"
        let taken = Set(rotations.map(\.name))
        return ([slug] + (2..<1_000).map { "\(slug)-\($0)" }).first { !taken.contains($0) }
    }
}

extension Known {
    /// The words of a display name, as many as make a handy slug; nil when none can be used.
    private static func slug(of displayName: String) -> String? {
        let plain = displayName.folding(options: .diacriticInsensitive, locale: nil).lowercased()
            .replacing("ß", with: "ss")
        let words = plain.split { !($0.isASCIIDigit || "a"..."z" ~= $0) }
        guard var slug = words.first.map({ String($0.prefix(40)) }) else { return nil }
        for word in words.dropFirst() where slug.count + word.count < 40 { slug += "-\(word)" }
        return slug
    }
}

/// The time zone that the machine is set to.
enum MachineTimeZone {
    /// An IANA name from `TZ`, `/etc/timezone` or `/etc/localtime`; `UTC` without one.
    static func name(_ environment: [String: String]) -> String {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/etc/localtime")
        let candidates = [
            environment["TZ"].map { $0.hasPrefix(":") ? String($0.dropFirst()) : $0 },
            try? String(contentsOfFile: "/etc/timezone", encoding: .utf8),
            link?.components(separatedBy: "/zoneinfo/").last,
        ]
        let names = candidates.compactMap { $0?.trimmingCharacters(in: .whitespacesAndNewlines) }
        let name = names.first { !$0.isEmpty && WallClock(identifier: $0) != nil }
        return name.map { $0.hasSuffix("/UTC") ? "UTC" : $0 } ?? "UTC"
    }
}
