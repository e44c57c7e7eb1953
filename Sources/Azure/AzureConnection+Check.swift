internal import HTTP

/// What of a connection can never work, found without asking anybody.
package struct ConnectionProblem: Equatable, Sendable {
    /// Which part is wrong.
    package let part: Part
    /// The end of a sentence about it; never repeats what may be a secret in the wrong place.
    package let why: String
    package let hint: String

    package enum Part: String, Sendable {
        case tenant, client, login, graph
    }
}

extension AzureConnection {
    /// The first part that is unusable, nil when all look well.
    package var problem: ConnectionProblem? {
        guard Self.isTenant(tenantID) else {
            return ConnectionProblem(
                part: .tenant, why: "must be the id of a tenant or one of its domains",
                hint: "it is the 'Directory (tenant) ID' on the application's overview page")
        }
        if let clientID, !clientID.isGUID {
            return ConnectionProblem(
                part: .client, why: "must be a GUID",
                hint: "it is the 'Application (client) ID' on the application's overview page")
        }
        return hosts.problem
    }

    /// The words that stand for many tenants are refused for programs.
    private static func isTenant(_ text: String) -> Bool {
        let isDomain =
            text.contains(".") && !text.hasPrefix(".") && !text.hasSuffix(".")
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
        return text.isGUID || isDomain
    }
}

extension AzureHosts {
    fileprivate var problem: ConnectionProblem? {
        for (part, host) in [(ConnectionProblem.Part.login, login), (.graph, graph)]
        where !Self.isHost(host) {
            return ConnectionProblem(
                part: part, why: "must be the address of a host over https",
                hint: "write it like \"https://\(part).example.net\", without a path")
        }
        let here = Self.cloudNames.filter { Self.named($0)?.login == login }
        let there = Self.cloudNames.filter { Self.named($0)?.graph == graph }
        guard let other = there.first, let own = here.first, !here.contains(other) else {
            return nil
        }
        return ConnectionProblem(
            part: .graph, why: "is of the cloud \"\(other)\", the sign-in host of \"\(own)\"",
            hint: "tokens of one cloud are worth nothing in another: name one cloud")
    }

    /// Plain http is for this machine only.
    private static func isHost(_ text: String) -> Bool {
        guard let url = try? HTTPURL(text), url.path == "/", url.query == nil,
            text.firstRange(of: "//")?.upperBound != text.endIndex, !text.contains("#")
        else { return false }
        return url.scheme == "https" || url.isLoopback
    }

    /// The Graph host of the cloud with this sign-in host; the public one's for unknown hosts.
    package static func graph(forLogin login: String) -> String {
        let login = login.lowercased()
        let cloud = ["public", "usgov", "china"].first {
            named($0)?.login == AzureHosts(login: login, graph: "").login
        }
        return (cloud.flatMap(named) ?? .public).graph
    }
}

extension String {
    /// Whether it is 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
    var isGUID: Bool {
        let groups = split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.joined().allSatisfy(\.isHexDigit)
    }
}
