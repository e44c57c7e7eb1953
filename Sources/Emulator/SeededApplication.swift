/// An application that exists before the first request, made 335 days earlier.
package struct SeededApplication: Sendable {
    /// The directory object's GUID; made from the seed when nil.
    package var objectID: String?
    /// The client id; made from the seed when nil.
    package var appID: String?
    package var displayName: String
    package var signInAudience = "AzureADMyOrg"
    package var tags: [String] = []
    /// Whether the connection's service principal is its owner.
    package var isOwned = true
    /// The display names of client secrets it has, each valid for a year from its creation.
    package var secrets: [String] = []
    /// Further client secrets, with times of their own.
    package var datedSecrets: [DatedSecret] = []
    /// Certificates in PEM.
    package var certificates: [String] = []

    /// A client secret with its times in seconds from the emulator's start.
    package struct DatedSecret: Sendable, Equatable {
        /// Nil as old portals made them.
        package var displayName: String?
        package var startsIn: Int64
        package var endsIn: Int64

        /// Makes a secret that is valid in between.
        package init(displayName: String?, startsIn: Int64, endsIn: Int64) {
            self.displayName = displayName
            self.startsIn = startsIn
            self.endsIn = endsIn
        }
    }

    /// Makes an application of that name with ids from the seed.
    package init(displayName: String) {
        self.displayName = displayName
    }

    /// The application of the quick start, with a client secret that somebody made by hand.
    package static var quickstart: SeededApplication {
        var application = SeededApplication(displayName: "quickstart")
        application.objectID = "0b1d0001-0000-4000-8000-000000000001"
        application.appID = "6f3c0001-0000-4000-8000-000000000001"
        application.secrets = ["made by hand"]
        return application
    }

    /// The application of the example policy, without client secrets.
    package static var paymentsAPI: SeededApplication {
        var application = SeededApplication(displayName: "payments-api")
        application.objectID = "0b1d0001-0000-4000-8000-000000000002"
        application.appID = "6f3c0001-0000-4000-8000-000000000002"
        return application
    }
}

extension SeededApplication {
    /// Applications as an old tenant has them, the same for the same seed.
    ///
    /// They are of all audiences and owners, with live, expired, nameless and many secrets.
    package static func synthetic(_ count: Int, seed: UInt64) -> [SeededApplication] {
        var dice = SeededGenerator(seed: seed ^ 0x5EED)
        return (0..<count).map { number in synthetic(number, &dice) }
    }

    private static func synthetic(
        _ number: Int, _ dice: inout SeededGenerator
    ) -> SeededApplication {
        let team = teams[Int(dice.next() % UInt64(teams.count))]
        let part = parts[Int(dice.next() % UInt64(parts.count))]
        var application = SeededApplication(displayName: "\(team)-\(part)-\(number)")
        if dice.happens(0.05) { application.displayName = "\(team)'s \(part) \u{FC}ber \(number)" }
        application.tags = dice.happens(0.5) ? ["team:\(team)"] : []
        if dice.happens(0.3) { application.tags.append("rotate:\(part)") }
        application.isOwned = dice.happens(0.8)
        if dice.happens(0.1) {
            application.signInAudience = "AzureADandPersonalMicrosoftAccount"
        } else if dice.happens(0.1) {
            application.signInAudience = "AzureADMultipleOrgs"
        }
        let isCapped = application.signInAudience == "AzureADandPersonalMicrosoftAccount"
        let many = isCapped ? 3 : dice.happens(0.02) ? 20 : 4
        for secret in 0..<dice.next() % UInt64(many) {
            let end = Int64(dice.next() % 730) - 180
            application.datedSecrets.append(
                DatedSecret(
                    displayName: dice.happens(0.2) ? nil : "secret \(secret)",
                    startsIn: (end - 730) * 86_400, endsIn: end * 86_400))
        }
        return application
    }

    private static let teams = [
        "payments", "orders", "search", "identity", "ledger", "mobile", "data", "web", "ops",
        "claims", "fleet", "hr",
    ]
    private static let parts = ["api", "worker", "portal", "batch", "sync", "bot", "pipeline"]
}

extension SeededApplication {
    /// Reads the applications of a tenant file: a JSON list of objects with `displayName` and,
    /// where they differ from the usual, `objectId`, `appId`, `signInAudience`, `tags`, `owned`,
    /// `certificates` (PEM) and `secrets`, each with `displayName`, `startsInDays`, `endsInDays`.
    ///
    /// - Throws: ``EmulatorError/unusable(what:why:)``, naming the entry.
    package static func list(_ text: String) throws(EmulatorError) -> [SeededApplication] {
        guard let json = try? JSON(parsing: Array(text.utf8)), case .array(let items) = json else {
            throw .unusable(what: "the tenant file", why: "it is no JSON list")
        }
        var applications: [SeededApplication] = []
        for (number, item) in items.enumerated() {
            do throws(Wrong) {
                applications.append(try SeededApplication(item))
            } catch {
                throw .unusable(
                    what: "application \(number + 1) of the tenant file", why: error.why)
            }
        }
        return applications
    }

    private struct Wrong: Error {
        let why: String
    }

    private static let names: Set<String> = [
        "displayName", "objectId", "appId", "signInAudience", "tags", "owned", "certificates",
        "secrets",
    ]

    private init(_ json: JSON) throws(Wrong) {
        guard case .object(let members) = json, let name = json["displayName"]?.string else {
            throw Wrong(why: "it has no displayName")
        }
        if let unknown = members.first(where: { !Self.names.contains($0.name) }) {
            throw Wrong(why: "there is no member \(unknown.name)")
        }
        self.init(displayName: name)
        for (member, id) in [("objectId", \SeededApplication.objectID), ("appId", \.appID)] {
            guard let value = json[member] else { continue }
            guard let text = value.string, text.isGUID else {
                throw Wrong(why: "\(member) is no GUID")
            }
            self[keyPath: id] = text
        }
        signInAudience = json["signInAudience"]?.string ?? signInAudience
        tags = json["tags"]?.strings ?? []
        isOwned = json["owned"]?.bool ?? true
        certificates = json["certificates"]?.strings ?? []
        guard let list = json["secrets"] else { return }
        guard case .array(let secrets) = list else { throw Wrong(why: "secrets is no list") }
        for secret in secrets {
            guard let end = secret["endsInDays"]?.int else {
                throw Wrong(why: "a secret has no endsInDays")
            }
            datedSecrets.append(
                DatedSecret(
                    displayName: secret["displayName"]?.string,
                    startsIn: Int64(secret["startsInDays"]?.int ?? end - 365) * 86_400,
                    endsIn: Int64(end) * 86_400))
        }
    }
}
