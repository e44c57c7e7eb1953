import Foundation
package import Rotation

/// What hooks and scripts may do with secrets; their values never reach them.
///
/// A policy sees the secrets of its own file's rotations and those it put together, a script all.
package struct SecretFunctions {
    private let store: SecretStore
    private let clock: any Clock
    private let grants: Grants
    /// The most a secret that is put together may hold.
    private static let mostBytes = 64 << 10

    /// Makes the functions over a store.
    package init(store: SecretStore, clock: any Clock, grants: Grants) {
        self.store = store
        self.clock = clock
        self.grants = grants
    }

    /// `host:secret`, `host:versions` and `host:put_secret`.
    package var all: [HostFunction] {
        [
            HostFunction(Self.secret) { call throws(HostError) in try secret(call) },
            HostFunction(Self.versions) { call throws(HostError) in try versions(call) },
            HostFunction(Self.putSecret) { call throws(HostError) in try putSecret(call) },
        ]
    }

    private func secret(_ call: HostCall) throws(HostError) -> Value {
        let name = call.arguments.first?.text ?? ""
        let wanted = call.arguments.dropFirst().first?.integer.map { Int(clamping: $0) }
        let known = try seen(name, by: call.caller)
        let version = known.first { wanted == nil ? $0.isCurrent : $0.version == wanted }
        guard let version, version.isReadable else {
            throw Self.notFound(name + (wanted.map { " v\($0)" } ?? ""), call.caller)
        }
        return .secret(SecretHandle(name: name, version: version.version))
    }

    private func versions(_ call: HostCall) throws(HostError) -> Value {
        .list(try seen(call.arguments.first?.text ?? "", by: call.caller).map(\.record))
    }

    private func putSecret(_ call: HostCall) throws(HostError) -> Value {
        let fields = call.arguments.first?.members ?? [:]
        let name = fields["name"]?.text ?? ""
        guard Self.isName(name) else {
            throw .misuse(
                "bad argument 'name' to put_secret: 1 to 128 bytes without ':', '/' and control "
                    + "characters expected")
        }
        try grants.require(
            .secrets, name, for: call.caller, asked: "make secret \"\(name)\"")
        var bytes = Data()
        bytes.reserveCapacity(Self.mostBytes)
        defer { bytes.resetBytes(in: bytes.startIndex..<bytes.endIndex) }
        try append(fields["text"] ?? .null, to: &bytes, call)
        guard (1...Self.mostBytes).contains(bytes.count) else {
            throw .misuse("bad argument 'text' to put_secret: 1 to 65536 bytes expected")
        }
        let value = SecretValue(bytes)
        let version = try ofStore { () throws(StoreError) in
            try store.make(
                name, value, for: call.caller.path, call: call.idempotencyKey, at: clock.now())
        }
        return .map(["name": .string(name), "version": .int(Int64(version))])
    }

    private func append(
        _ value: Value, to bytes: inout Data, _ call: HostCall
    ) throws(HostError) {
        switch value {
        case .string(let text): bytes += Data(text.utf8)
        case .secret(let handle): try call.reveal(handle).withBytes { bytes.append(contentsOf: $0) }
        case .list(let pieces):
            for piece in pieces { try append(piece, to: &bytes, call) }
        default: break
        }
    }

    /// The versions of a secret that the caller may see.
    private func seen(_ name: String, by caller: Caller) throws(HostError) -> [SecretVersion] {
        let found = try ofStore { () throws(StoreError) in try store.versions(of: name) }
        guard let found, caller.sees(found.path) else { throw Self.notFound(name, caller) }
        return found.versions
    }

    /// The same answer for a secret that is not there and for one that is none of the caller's.
    private static func notFound(_ name: String, _ caller: Caller) -> HostError {
        .failed(
            code: "not_found", message: "\(caller) has no secret \"\(name)\" to read",
            retryable: false)
    }

    private func ofStore<Result>(
        _ body: () throws(StoreError) -> Result
    ) throws(HostError) -> Result {
        do throws(StoreError) {
            return try body()
        } catch .taken(let what, let owner) {
            throw .failed(
                code: "taken", message: "\(what) is already used by \(owner)", retryable: false)
        } catch {
            throw .failed(code: "store", message: "\(error)", retryable: true)
        }
    }

    private static func isName(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { scalar in
                scalar != ":" && scalar != "/" && scalar.properties.generalCategory != .control
            }
    }
}

// MARK: - What they take and give

extension SecretFunctions {
    /// Every function of the secret store, without anything behind it.
    package static let verbs = [secret, versions, putSecret]

    private static let name = Parameter("name", .text, isRequired: true, "as consumers read it")

    static let secret = HostVerb(
        "secret", .reads,
        Signature(
            "Gives a handle that stands for a secret's value. A policy sees the secrets of its "
                + "own file, a script all.",
            .ordered([name, Parameter("version", .integer, "the current one without")]),
            gives: .secret))

    static let versions = HostVerb(
        "versions", .reads,
        Signature(
            "Lists the versions of a secret, latest first, without values.", .ordered([name]),
            gives: .list(
                .record(
                    "runtime.SecretVersion",
                    [
                        Parameter("version", .integer, isRequired: true, "counted from 1"),
                        Parameter("created_at", .instant, isRequired: true, "when it was made"),
                        Parameter("current", .boolean, isRequired: true, "what consumers read"),
                        Parameter(
                            "readable", .boolean, isRequired: true,
                            "false once the credential is gone"),
                        Parameter("key_id", .text, "the credential's"),
                    ]))))

    static let putSecret = HostVerb(
        "put_secret", .writes,
        Signature(
            "Keeps a new version of a secret that is put together from text and other secrets, "
                + "such as a connection string. Needs a grant secrets = { NAME }; never a "
                + "rotation's own secret.",
            .table([
                Parameter("name", .text, isRequired: true, "under which consumers read it"),
                Parameter("text", .content, isRequired: true, "its value, at most 64 KiB"),
            ]),
            gives: .record(
                "runtime.MadeSecret",
                [
                    Parameter("name", .text, isRequired: true, "as given"),
                    Parameter("version", .integer, isRequired: true, "counted from 1"),
                ])))
}

extension SecretVersion {
    fileprivate var record: Value {
        var fields: [String: Value] = [
            "version": .int(Int64(version)), "created_at": .int(createdAt.seconds),
            "current": .bool(isCurrent), "readable": .bool(isReadable),
        ]
        fields["key_id"] = keyID.map(Value.string)
        return .map(fields)
    }
}
