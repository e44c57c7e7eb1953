import Foundation
import Rotation
import TestSupport
import Testing

/// Applications called `books` with the tag of a fleet, in a town of their own, told in letters.
///
/// The credentials of an application are called A, B, C … in the order of their making, leaving out
/// what was gone before anybody looked; a dot stands between applications.
final class Stage {
    let town: Town
    private let applications: [(objectID: String, clientID: String)]
    /// The key id of a client secret that somebody made by hand; it takes the place of `$KEY`.
    private let foreign: String?
    /// What kills the command under trial the first time it is run; nil to let it live.
    private var death: String?
    private var letters: [String: [String]] = [:]

    /// Makes the applications; `death` is a fail point.
    init(_ cast: Promise.Cast, dyingAt death: String? = nil) throws {
        let town = try Town()
        if cast.isOwn { try town.addOwnApplication() }
        let made = try (0..<(cast.isOwn ? 0 : cast.applications)).map { index in
            try town.makeApplication(
                """
                {"displayName":"books\(index == 0 ? "" : "-\(index + 1)")","tags":["rotate:books"],
                 "signInAudience":"\(cast.audience)","withSecret":\(cast.hasForeign)}
                """)
        }
        self.town = town
        let own = town.environment["AZURE_CLIENT_ID"] ?? ""
        applications =
            cast.isOwn
            ? [(own, own)]
            : made.map { ($0["objectId"]?.text ?? "", $0["appId"]?.text ?? "") }
        foreign = made.first?["keyId"]?.text
        self.death = death
    }

    var policy: String { "\(town.folder.path)/books.lua" }

    /// Writes the policy: every 30 days at three in the morning in Berlin, and `more`.
    func write(_ more: String = "") throws {
        try write(
            names: """
                name = "books", application = { client_id = "\(applications[0].clientID)" },
                secrets = { client_id = "BOOKS_ID", client_secret = "BOOKS_SECRET" },
                """, more)
    }

    /// Writes the policy of all of the applications together.
    func writeFleet(_ more: String = "") throws {
        try write(
            names: """
                name = function(app) return app.display_name end,
                applications = { tag = "rotate:books" },
                secrets = function(app)
                  local stem = app.display_name:upper():gsub("-", "_")
                  return { client_id = stem .. "_ID", client_secret = stem .. "_SECRET" }
                end,
                """, more)
    }

    /// Has the store keep what the connection signs in with.
    func keepConnectionSecret() throws {
        try town.configure(
            """
            return { connections = { default = {
              tenant = "\(town.environment["AZURE_TENANT_ID"] ?? "")",
              client = "\(town.environment["AZURE_CLIENT_ID"] ?? "")", secret = "store",
              login = "\(town.baseURL)", graph = "\(town.baseURL)" } } }
            """)
        let kept = try RuntimeProcess.run(
            ["connection", "set-secret", "default"], environment: town.environment,
            folder: town.folder.path, input: town.connectionSecret)
        try #require(kept.status == 0, "\(kept.errors)")
    }

    func removePolicy() throws {
        try FileManager.default.removeItem(atPath: policy)
    }

    private func write(names: String, _ more: String) throws {
        let text = """
            return {
              \(names)
              interval = "30d", rotate_at = "03:00", timezone = "Europe/Berlin",
              \(more)
            }
            """
        _ = try town.write(text, to: "books.lua")
    }

    /// Writes the policy and makes the first secret.
    func begin(_ more: String = "") throws {
        try write(more)
        try runOnce()
    }

    /// Drives to rest with the policy.
    func runOnce(_ status: Int32 = 0) throws {
        try run("runtime run --once books.lua", exit: status, isTrial: false)
    }

    /// Runs a command line as the README shows it; the one under trial dies first if asked for.
    func run(
        _ line: String, exit status: Int32 = 0, with changes: [String: String] = [:],
        isTrial: Bool = true
    ) throws {
        let arguments = line.split(separator: " ").dropFirst().map {
            $0 == "$KEY" ? foreign ?? "" : String($0)
        }
        if isTrial, let point = death {
            death = nil
            let killed = try town.runtime(
                arguments, with: changes.merging(["RUNTIME_FAILPOINT": "\(point):kill"]) { $1 })
            try #require(killed.status == SIGKILL, "\(point) was not reached: \(killed.errors)")
        }
        let result = try town.runtime(arguments, with: changes)
        try #require(result.status == status, "\(line): \(result.errors)")
    }

    /// The letters of the credentials that exist in the tenant.
    func tenant() throws -> String {
        try applications.map { application in
            let all = try town.credentials(of: application.objectID)
            let known = letters[application.objectID] ?? []
            letters[application.objectID] = known + all.filter { !known.contains($0) }
            let told = all.compactMap { letter(of: $0, application.objectID) }
            return told.isEmpty ? "none" : told.joined(separator: " ")
        }.joined(separator: " · ")
    }

    /// The versions that consumers read and their letters; each must sign in.
    func store() throws -> String {
        let json = try town.runtime("status", "--json").output
        let rotations = ValueText.decodeList(json) ?? []
        return try applications.enumerated().map { index, application in
            let name = index == 0 ? "books" : "books-\(index + 1)"
            let rotation = rotations.first { $0["name"]?.text == name }
            guard let version = rotation?["version"]?.integer, version > 0 else { return "none" }
            let secret = name.uppercased().replacing("-", with: "_") + "_SECRET"
            let value = try town.runtime("secret", "get", secret).output.trimmed
            try #require(try town.signIn(application.clientID, value) == 200)
            let id = rotation?["current_key_id"]?.text ?? ""
            return "v\(version) \(letter(of: id, application.objectID) ?? "?")"
        }.joined(separator: " · ")
    }

    private func letter(of id: String, _ application: String) -> String? {
        letters[application]?.firstIndex(of: id).map { String(UnicodeScalar(UInt8(65 + $0))) }
    }
}
