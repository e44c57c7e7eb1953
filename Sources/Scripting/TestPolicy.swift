internal import Rotation

/// Reads the policy that a test hands over, by the host's own rules.
enum TestPolicy {
    static func read(_ value: Value) throws(PolicyError) -> Declaration {
        if case .list(let policies) = value, !policies.isEmpty {
            throw .invalid(
                message: "the file has a list of policies",
                hint: "pass one of them, such as policies[1]")
        }
        return try PolicyReader.read(value, in: "policy").declaration
    }
}
