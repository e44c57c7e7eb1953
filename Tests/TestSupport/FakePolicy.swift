package import Rotation

/// A policy without a script: fixed advice and hooks given as closures.
package final class FakePolicy: Policy {
    package var declaration: Declaration
    package var advice: (Facts) throws(PolicyError) -> Decision? = { _ in nil }
    package typealias HookBody = (Value, any HookHost) throws(PolicyError) -> [Value]
    /// What a fleet calls its members.
    package var naming: (Application) -> String = \.displayName
    private var hooks: [Hook: HookBody] = [:]
    package private(set) var asked: [Facts] = []
    package var fuelUsed = 0

    package init(_ declaration: Declaration = .example) {
        self.declaration = declaration
    }

    /// Defines a hook.
    package func on(_ hook: Hook, _ body: @escaping HookBody) {
        hooks[hook] = body
        declaration.hooks.insert(hook)
    }

    /// Raises as a script would.
    package static func raise<Result>(_ message: String) throws(PolicyError) -> Result {
        throw .raised(message: message, hint: nil)
    }

    package func decide(_ facts: Facts) throws(PolicyError) -> Decision? {
        asked.append(facts)
        return try advice(facts)
    }

    package func member(_ application: Application) throws(PolicyError) -> FleetMember? {
        guard declaration.fleet?.selector.selects(application) == true else { return nil }
        let name = naming(application)
        let secret = name.uppercased().replacing("-", with: "_")
        return FleetMember(
            name: name, secrets: SecretNames(clientID: nil, clientSecret: secret))
    }

    package func run(
        _ hook: Hook, event: Value, host: any HookHost
    ) throws(PolicyError) -> [Value] {
        try hooks[hook]?(event, host) ?? []
    }
}

extension Declaration {
    /// Every 30 days, staged a day ahead, for the example application.
    package static let example = Declaration(
        name: "payments-api",
        application: ApplicationReference(objectID: "0b1d0001-0000-4000-8000-000000000002"),
        schedule: Schedule(interval: .days(30)),
        secrets: SecretNames(
            clientID: "PAYMENTS_CLIENT_ID", clientSecret: "PAYMENTS_CLIENT_SECRET"))
}

extension Application {
    /// The application of ``Declaration/example``, without credentials.
    package static let example = Application(
        objectID: "0b1d0001-0000-4000-8000-000000000002",
        clientID: "6f3c0001-0000-4000-8000-000000000002", displayName: "payments-api")
}
