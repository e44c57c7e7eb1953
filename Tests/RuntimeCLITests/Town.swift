import Foundation
import HTTP
import Rotation
import TestSupport
import Testing

/// A tenant in a process of its own on a virtual clock, and a home that rotates there.
final class Town {
    let folder = TemporaryFolder()
    private let emulator: RuntimeProcess
    private let http = HTTPClient()
    private let tenant: Value
    /// The applications that the tenant begins with.
    static let quickstart = "0b1d0001-0000-4000-8000-000000000001"
    static let payments = "0b1d0001-0000-4000-8000-000000000002"

    /// Starts the tenant, with further arguments of `runtime emulator`.
    init(_ arguments: String...) throws {
        emulator = try RuntimeProcess(
            ["emulator", "--json", "--virtual-clock", "2026-01-10T15:00:00Z"] + arguments)
        tenant = try #require(ValueText.decode(emulator.firstLine()))
    }

    deinit {
        emulator.kill()
    }

    var home: String { "\(folder.path)/home" }
    var hasHome: Bool { FileManager.default.fileExists(atPath: home) }
    var database: String { "\(home)/runtime.db" }
    var baseURL: String { tenant["graph_host"]?.text ?? "" }
    /// What the identity endpoint of an App Service here wants to see.
    var identityHeader: String { tenant["identity_header"]?.text ?? "" }

    /// A token of the tenant's built-in issuer for this subject.
    func federatedToken(_ subject: String) throws -> String {
        let answer = try request(
            "POST", "/_emulator/issuer/token", #"{"subject":"\#(subject)"}"#)
        return try #require(answer["token"]?.text)
    }

    var connectionSecret: String { tenant["client_secret"]?.text ?? "" }

    /// The variables with which a process works in this town.
    var environment: [String: String] {
        [
            "RUNTIME_HOME": home, "RUNTIME_CLOCK": tenant["clock"]?.text ?? "",
            "AZURE_TENANT_ID": tenant["tenant_id"]?.text ?? "",
            "AZURE_CLIENT_ID": tenant["client_id"]?.text ?? "",
            "AZURE_CLIENT_SECRET": connectionSecret,
            "AZURE_AUTHORITY_HOST": baseURL, "RUNTIME_GRAPH_HOST": baseURL,
        ]
    }

    /// Runs `runtime` in this town to its end.
    func runtime(
        _ arguments: String..., with changes: [String: String] = [:]
    ) throws -> RuntimeProcess.Result {
        try runtime(arguments, with: changes)
    }

    /// As above, with the arguments in a list.
    func runtime(
        _ arguments: [String], with changes: [String: String] = [:]
    ) throws -> RuntimeProcess.Result {
        try RuntimeProcess.run(
            arguments, environment: environment.merging(changes) { $1 }, folder: folder.path)
    }

    /// What `check` says of the first policy of a file.
    func checked(_ file: String) throws -> Value {
        let result = try runtime("check", "--json", file)
        let files = ValueText.decodeList(result.output)
        guard case .list(let policies)? = files?.first?["policies"], let policy = policies.first
        else {
            throw Unexpected(text: result.output + result.errors)
        }
        return policy
    }

    /// An output that a test cannot go on with.
    struct Unexpected: Error {
        let text: String
    }

    /// Makes the home without anything happening in the tenant.
    func settle() throws {
        let closed = ["AZURE_AUTHORITY_HOST": "http://127.0.0.1:1"]
        let result = try runtime(
            "run", "--once", "--max-wait", "0s", Self.policy("quickstart.lua"), with: closed)
        try #require(result.status == 75, "\(result.errors)")
    }

    /// Starts `runtime` in this town.
    func start(_ arguments: String...) throws -> RuntimeProcess {
        try RuntimeProcess(arguments, environment: environment, folder: folder.path)
    }

    /// Starts `runtime` in this town with other variables.
    func start(
        arguments: [String], with changes: [String: String]
    ) throws -> RuntimeProcess {
        try RuntimeProcess(
            arguments, environment: environment.merging(changes) { $1 }, folder: folder.path)
    }

    /// A policy of the project by its file name.
    static func policy(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../policies/\(name)").standardizedFileURL.path
    }

    /// Writes a policy into the town's folder.
    func write(_ text: String, to name: String) throws -> String {
        let path = "\(folder.path)/\(name)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// Writes a policy that rotates one application each 30 days.
    func policy(
        _ name: String, of id: String, _ more: String = "", file: String? = nil
    ) throws -> String {
        try write(
            """
            return {
              name = "\(name)", application = { object_id = "\(id)" },
              interval = "30d", rotate_at = "03:00", timezone = "Europe/Berlin",
              secrets = { client_secret = "\(name.uppercased())_SECRET" }, \(more)
            }
            """, to: file ?? "\(name).lua")
    }

    /// Writes the home's configuration.
    func configure(_ text: String) throws {
        try FileManager.default.createDirectory(
            atPath: home, withIntermediateDirectories: true)
        try text.write(toFile: "\(home)/config.lua", atomically: true, encoding: .utf8)
    }

    /// What the emulator holds to be true of an application.
    func truth(of id: String) throws -> Value {
        try request("GET", "/_emulator/applications/\(id)")
    }

    /// Key ids that can sign in, latest first.
    func liveKeyIDs(of id: String) throws -> [String] {
        guard case .list(let credentials)? = try truth(of: id)["credentials"] else { return [] }
        return credentials.filter { $0["live"] == .bool(true) }
            .compactMap { $0["keyId"]?.text }
    }

    /// How many requests of this kind arrived.
    func requests(_ kind: String) throws -> Int64 {
        try request("GET", "/_emulator/requests")[kind]?.integer ?? 0
    }

    /// How many writes of this kind were applied.
    func writes(_ kind: String, of id: String) throws -> Int64 {
        try truth(of: id)["writes"]?[kind]?.integer ?? 0
    }

    /// Object ids of every application of the tenant.
    func applicationIDs() throws -> Set<String> {
        guard case .list(let all) = try request("GET", "/_emulator/applications") else { return [] }
        return Set(all.compactMap { $0["objectId"]?.text })
    }

    /// Key ids of the client secrets that an application's truth lists as there.
    func existingKeyIDs(in truth: Value) -> Set<String> {
        guard case .list(let credentials)? = truth["credentials"] else { return [] }
        return Set(credentials.filter { $0["removedAt"] == nil }.compactMap { $0["keyId"]?.text })
    }

    /// Changes how the tenant behaves.
    func set(knobs: String) throws {
        _ = try request("PUT", "/_emulator/knobs", knobs)
    }

    /// Makes the next such request go wrong.
    func fault(
        _ fault: String, on operation: String, status: Int = 500, times: Int = 1
    ) throws {
        _ = try request(
            "POST", "/_emulator/faults",
            #"{"on":"\#(operation)","fault":"\#(fault)","status":\#(status),"times":\#(times)}"#)
    }

    /// Lets nothing go wrong any more that was to go wrong next.
    func clearFaults() throws {
        _ = try request("DELETE", "/_emulator/faults")
    }

    /// Makes the next requests go wrong as this JSON says.
    func strike(_ fault: String) throws {
        _ = try request("POST", "/_emulator/faults", fault)
    }

    /// Makes the application that the connection itself signs in as.
    func addOwnApplication() throws {
        let client = tenant["client_id"]?.text ?? ""
        _ = try request(
            "POST", "/_emulator/applications", #"{"displayName":"rotator","appId":"\#(client)"}"#)
    }

    /// Makes an application; gives its client id.
    func addApplication(
        named name: String, isOwned: Bool = true, tags: [String] = [], ends: String? = nil
    ) throws -> String {
        let secret = ends.map { #","withSecret":true,"endDateTime":"\#($0)""# } ?? ""
        let list = ValueText.encode(.list(tags.map(Value.string)))
        let body =
            #"{"displayName":"\#(name)","owned":\#(isOwned),"tags":\#(list)\#(secret)}"#
        return try #require(try makeApplication(body)["appId"]?.text)
    }

    /// Makes an application as the emulator's control path is told.
    func makeApplication(_ body: String) throws -> Value {
        try request("POST", "/_emulator/applications", body)
    }

    /// Key ids of the client secrets that are there, oldest first.
    func credentials(of id: String) throws -> [String] {
        guard case .list(let all)? = try truth(of: id)["credentials"] else { return [] }
        return all.filter { $0["removedAt"] == .null || $0["removedAt"] == nil }
            .sorted { $0["addedAt"]?.integer ?? 0 < $1["addedAt"]?.integer ?? 0 }
            .compactMap { $0["keyId"]?.text }
    }

    /// Moves the clock.
    func advance(_ duration: Duration) throws {
        _ = try request(
            "POST", "/_emulator/clock", #"{"advance":\#(duration.wholeSeconds)}"#)
    }

    /// The tenant's time.
    func now() throws -> Instant {
        Instant(try request("GET", "/_emulator/clock")["now"]?.integer ?? 0)
    }

    /// Makes the clock stand still from now on, except when it is moved by hand.
    func holdClock() throws {
        _ = try request("GET", "/_emulator/clock?client=\(getpid())")
    }

    /// Lets the clock go on whatever this process does.
    func leaveClock(_ process: Int32) throws {
        _ = try request("DELETE", "/_emulator/clock?client=\(process)")
    }

    /// Signs in as `clientID` with `secret`; gives the status.
    func signIn(_ clientID: String, _ secret: String) throws -> Int {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._")
        let value = secret.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        let form =
            "grant_type=client_credentials&client_id=\(clientID)&client_secret=\(value)"
            + "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
        let path = "/\(tenant["tenant_id"]?.text ?? "")/oauth2/v2.0/token"
        let type = HTTPField("Content-Type", "application/x-www-form-urlencoded")
        return try http.send(
            HTTPRequest(
                "POST", baseURL + path, headers: [type], body: Array(form.utf8),
                repeatable: true)
        ).status
    }

    /// Asks again and again until `isTrue`; the emulator's answers take a moment each.
    func waitUntil(within seconds: Double = 30, _ isTrue: () throws -> Bool) throws {
        let deadline = Date().addingTimeInterval(seconds)
        while try !isTrue() {
            try #require(Date() < deadline, "what was waited for did not come within \(seconds) s")
        }
    }

    private func request(_ method: String, _ path: String, _ body: String = "") throws -> Value {
        let type = HTTPField("Content-Type", "application/json")
        let response = try http.send(
            HTTPRequest(
                method, baseURL + path, headers: [type], body: Array(body.utf8),
                repeatable: true))
        try #require((200..<300).contains(response.status))
        return ValueText.decode(String(decoding: response.body, as: UTF8.self)) ?? .null
    }
}
