import Foundation
import Rotation
import TestSupport
import Testing

/// What can be wrong between us and a tenant: each case is reached by several wrong inputs, and all
/// of them get the same clear error with its remedy and exit status, and no secret.
struct ErrorCasesTests {
    private let folder = TemporaryFolder()
    private let town: Town
    private let tenant = "11111111-1111-4111-8111-111111111111"
    private let client = "22222222-2222-4222-8222-222222222222"

    init() throws {
        town = try Town("--trust-subject", "system:ops")
    }

    /// Tries a connection with each of these fields; `$` stands for the town's address.
    private func expect(
        _ essentials: [String], exit: Int32, with variables: [String: String] = [:],
        _ inputs: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(inputs.count >= 3, sourceLocation: sourceLocation)
        for fields in inputs {
            var all = fields.isEmpty ? "" : fields.replacing("$", with: town.baseURL) + ","
            let given = [
                ("tenant", tenant), ("client", client), ("secret", "env:THE_SECRET"),
                ("login", town.baseURL), ("graph", town.baseURL),
            ]
            let ways = ["secret =", "certificate =", "token_file =", "managed ="]
            for (name, value) in given where !all.contains("\(name) =") {
                if name == "secret", ways.contains(where: all.contains) { continue }
                if name == "client", all.contains("managed =") { continue }
                if ["login", "graph"].contains(name), all.contains("cloud =") { continue }
                all += " \(name) = '\(value)',"
            }
            try town.configure("return {\n connections = { x = {\n \(all)\n } } }")
            let secret = ["THE_SECRET": town.connectionSecret].merging(variables) { $1 }
            try check(
                town.runtime("connection", "test", "x", with: secret), essentials, exit, fields,
                sourceLocation)
        }
    }

    private func check(
        _ result: RuntimeProcess.Result, _ essentials: [String], _ exit: Int32, _ input: String,
        _ sourceLocation: SourceLocation
    ) throws {
        let said = result.errors
        #expect(result.status == exit, "\(input): \(said)", sourceLocation: sourceLocation)
        #expect(result.errorLines.count == 1, "\(input): \(said)", sourceLocation: sourceLocation)
        #expect(result.hintLines.count == 1, "\(input): \(said)", sourceLocation: sourceLocation)
        for text in essentials {
            #expect(
                said.contains(text), "\(input): \(text) is not in \(said)",
                sourceLocation: sourceLocation)
        }
        for secret in [town.connectionSecret, "hunter2~", "BEGIN", "eyJ"] {
            #expect(!said.contains(secret), "\(input)", sourceLocation: sourceLocation)
        }
    }

    @Test("What can never work is told by its field, without asking anybody")
    func configuration() throws {
        let host = "must be the address of a host over https"
        try expect(
            ["'connections.x.login' \(host)", "https://login.example.net"], exit: 3,
            "login = 'login.example'", "login = 'ftp://a.example'",
            "login = 'https://a.example/path'", "login = 'https://u:hunter2~@a.example'",
            "login = 'http://login.example.net'", "login = 'https://'")
        try expect(
            ["'connections.x.graph' \(host)", "https://graph.example.net"], exit: 3, "graph = ''",
            "graph = 'http://graph.example.net'", "graph = 'https://a b'")
        try expect(
            ["'connections.x.tenant' must be the id of a tenant", "Directory (tenant) ID"], exit: 3,
            "tenant = ''", "tenant = 'my tenant'", "tenant = 'common'", "tenant = '{\(tenant)}'")
        try expect(
            ["'connections.x.client' must be a GUID", "Application (client) ID"], exit: 3,
            "client = ''", "client = 'my app'", "client = 'hunter2~'", "client = '2222-22'")
        try expect(
            ["'connections.x.cloud' must be \"china\" or \"dod\" or \"public\" or \"usgov\""],
            exit: 3, "cloud = 'Public'", "cloud = 'germany'", "cloud = 'us-gov'")
        let global = "https://graph.microsoft.com"
        let china = "https://login.partner.microsoftonline.cn"
        try expect(
            ["'connections.x.graph' is of the cloud", "name one cloud"], exit: 3,
            "login = 'https://login.microsoftonline.us', graph = '\(global)'",
            "login = '\(china)', graph = '\(global)'",
            "cloud = 'usgov', graph = 'https://microsoftgraph.chinacloudapi.cn'")
        try expect(
            ["'connections.x.secret' must say where the secret is", "write \"env:NAME\""], exit: 3,
            "secret = '\(town.connectionSecret)'", "secret = 'hunter2~'", "secret = 'env:'",
            "secret = 'file:relative'", "secret = [[hunter2~]]")
        try expect(
            ["how does it sign in?", "keep one of"], exit: 3,
            "secret = 'env:A', certificate = '/a.pem'", "secret = 'env:A', token_file = '/a'",
            "certificate = '/a.pem', managed = true")
    }

    @Test("The conventional variables are checked alike")
    func variables() throws {
        let cases: [(name: String, hint: String, values: [String])] = [
            ("AZURE_TENANT_ID", "Directory (tenant) ID", ["", "common", "a/b"]),
            ("AZURE_CLIENT_ID", "Application (client) ID", ["", "hunter2~", "my app"]),
            ("AZURE_AUTHORITY_HOST", "without a path", ["ftp://a", "https://a/b", "http://a.b"]),
        ]
        for (name, hint, values) in cases {
            for value in values {
                let result = try town.runtime("connection", "test", with: [name: value])
                try check(
                    result, ["environment variable \(name) must be", hint], 3, value,
                    #_sourceLocation)
            }
        }
    }

    @Test("What is unknown to the tenant is named with Entra's number and what it means")
    func unknown() throws {
        try expect(
            ["AADSTS90002", "is the tenant id right"], exit: 1, "tenant = 'other.example.net'",
            "tenant = '11111111-1111-4111-8111-11111111aaaa'",
            "tenant = '0B1D0001-0000-4000-8000-000000000001'")
        try expect(
            ["AADSTS700016", "is the application in this tenant"], exit: 1,
            "client = '\(Town.quickstart)'", "client = '\(tenant)'",
            "client = '22222222-2222-4222-8222-2222222222AA'")
        for wrong in ["hunter2~", client, String(town.connectionSecret.dropLast())] {
            try expect(
                ["AADSTS7000215", "is it the secret's value, not its id?"], exit: 1,
                with: ["THE_SECRET": wrong], "", "cloud = 'china', login = '$', graph = '$'",
                "tenant = '\(tenant.uppercased())'")
        }
        for command in [["connection", "test", "nobody"], ["apps", "--connection", "default2"]] {
            try town.configure("return {}")
            let result = try RuntimeProcess.run(command, environment: town.environment)
            try check(
                result, [command.last ?? "", "no such connection", "only \"default\""], 1,
                "\(command)", #_sourceLocation)
        }
    }

    @Test("A host that does not answer is tried again later")
    func unreachable() throws {
        try expect(
            ["could not sign in with connection \"x\"", "(curl ", "check the network"], exit: 75,
            "login = 'http://127.0.0.1:1'", "login = 'https://127.0.0.1:1'",
            "login = 'https://login.nowhere.invalid'")
        try expect(
            ["could not read the tenant's credential policy", "(curl ", "check the network"],
            exit: 75, "graph = 'http://127.0.0.1:1'", "graph = 'https://127.0.0.1:1'",
            "graph = 'https://graph.nowhere.invalid'")
    }

    @Test("A secret that is not where it is said to be")
    func secretSources() throws {
        let (empty, odd) = ("\(folder.path)/empty", "\(folder.path)/odd")
        try Data(" \n".utf8).write(to: URL(fileURLWithPath: empty))
        try Data([0xff, 0xfe]).write(to: URL(fileURLWithPath: odd))
        try expect(
            ["connection \"x\" could not sign in: environment variable", "is not set"], exit: 1,
            with: ["THE_SECRET": ""], "", "secret = 'env:NOWHERE'", "secret = 'env:the_secret'")
        try expect(
            ["connection \"x\" could not sign in: file \"", "cannot be read as text"], exit: 1,
            "secret = 'file:\(folder.path)/none'", "secret = 'file:\(folder.path)'",
            "secret = 'file:\(odd)'", "secret = 'file:/etc/passwd/none'")
        for (index, text) in ["", "\n", "\t "].enumerated() {
            let path = "\(folder.path)/empty\(index)"
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            try expect(
                ["connection \"x\" could not sign in: file \"\(path)\" is empty"], exit: 1,
                "secret = 'file:\(path)'", "secret = 'file:\(path)', cloud = 'public', \(here)",
                "tenant = 'contoso.onmicrosoft.com', secret = 'file:\(path)'")
        }
    }

    private let here = "login = '$', graph = '$'"

    @Test("A token file that holds nothing to sign in with")
    func tokenFiles() throws {
        func file(_ name: String, _ text: String) throws -> String {
            let path = "\(folder.path)/\(name)"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            return "token_file = '\(path)'"
        }
        try expect(
            ["connection \"x\" could not sign in: token file \"", "cannot be read"], exit: 1,
            "token_file = '\(folder.path)/none'", "token_file = '\(folder.path)'",
            "token_file = '/etc/passwd/none'")
        try expect(
            ["connection \"x\" could not sign in: token file \"", "holds no JWT"], exit: 1,
            try file("two", "hunter2~.b"), try file("prose", "hunter2~"),
            try file("long", String(repeating: "a", count: 70_000)))
        try expect(
            ["AADSTS700213", "the token's subject is in none"], exit: 1,
            try file("case", town.federatedToken("System:ops")),
            try file("other", town.federatedToken("system:dev")),
            try file("longer", town.federatedToken("system:ops:more")))
    }

    @Test("A machine's identity that is not to be had")
    func managed() throws {
        let host = ["AZURE_POD_IDENTITY_AUTHORITY_HOST": town.baseURL]
        try expect(
            ["connection \"x\" could not sign in: the metadata service", "answers HTTP 400"],
            exit: 1, with: host, "managed = { client_id = '\(tenant)' }",
            "managed = { object_id = '\(tenant)' }",
            "managed = { resource_id = '/subscriptions/x' }")
        for nobody in ["http://127.0.0.1:1", "http://127.0.0.1:2", "http://localhost:1"] {
            try expect(
                ["could not sign in", "the metadata service \(nobody) gives no token"], exit: 75,
                with: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": nobody], "managed = true",
                "managed = { client_id = '\(tenant)' }", "managed = { object_id = '\(tenant)' }")
        }
    }

    /// What the tenant answers to a list is told as what it means.
    @Test(
        "An answer of Graph that is no list",
        arguments: [
            (
                ["could not list the applications of connection \"default\"", "check the network"],
                75,
                [
                    #""fault":"status","status":503,"html":true"#,
                    #""fault":"lost_request","times":3"#,
                    #""fault":"status","status":502,"html":true"#,
                    #""fault":"status","status":504,"code":"""#,
                ]
            ),
            (
                ["throttled while asking to list the applications", "wait a little"], 75,
                [
                    #""fault":"status","status":429"#,
                    #""fault":"status","status":429,"retryAfter":120"#,
                    #""fault":"status","status":503,"retryAfter":30"#,
                ]
            ),
            (
                ["not permitted to list the applications", "(request-id ", "grant "], 1,
                [
                    #""fault":"status","status":403"#,
                    #""fault":"status","status":403,"code":"Forbidden""#,
                    #""fault":"status","status":401,"code":"Authentication_MissingOrMalformed""#,
                ]
            ),
            (
                ["connection \"default\" could not sign in: Graph: ", "(request-id "], 1,
                [
                    #""fault":"status","status":401,"times":2"#,
                    #""fault":"status","status":401,"times":2,"code":"""#,
                    #""fault":"status","status":401,"times":2,"message":"Lifetime validation""#,
                ]
            ),
        ] as [([String], Int32, [String])])
    func answers(essentials: [String], exit: Int32, faults: [String]) throws {
        for fault in faults {
            try town.strike(#"{"on":"applications",\#(fault)}"#)
            try check(town.runtime("apps"), essentials, exit, fault, #_sourceLocation)
        }
    }

    @Test(
        "A refused sign-in is told by its number, with what is usually behind it",
        arguments: [
            (["AADSTS7000222", "the client secret has expired"], 1, [7_000_222]),
            (["AADSTS7000112", "the application is disabled"], 1, [7_000_112]),
            (["the tenant is in another cloud"], 1, [900_382, 90_038]),
            (["is this machine's clock right?"], 1, [50_012, 500_133, 700_024]),
            (["could not sign in with connection", "AADSTS900"], 75, [90_033, 90_090, 90_006]),
            (["throttled while asking to sign in", "asked to wait 5m"], 75, [50_196]),
        ] as [([String], Int32, [Int])])
    func signIns(essentials: [String], exit: Int32, codes: [Int]) throws {
        for code in codes {
            for status in [400, 401] {
                try town.strike(
                    #"{"on":"token","fault":"status","status":\#(status),"code":\#(code)}"#)
                for command in [["apps"]] {
                    let result = try RuntimeProcess.run(command, environment: town.environment)
                    try check(result, essentials, exit, "\(code)", #_sourceLocation)
                }
            }
        }
    }

    @Test("An application that is not there, under any of its ids")
    func applications() throws {
        let nobody = "6f3c0001-0000-4000-8000-00000000ffff"
        let inputs = [
            "client_id = '\(nobody)'", "object_id = '\(nobody)'",
            "client_id = '\(Town.quickstart)'",
            "object_id = '6f3c0001-0000-4000-8000-000000000001'",
        ]
        for ids in inputs {
            let path = try town.write(
                "return { name = 'lost', interval = '30d', application = { \(ids) } }",
                to: "lost.lua")
            let result = try town.runtime("run", "--once", "--max-wait", "0s", path)
            try check(
                result, ["lost", "was not found in the tenant", "'Application (client) ID'"], 1,
                ids, #_sourceLocation)
        }
    }
}

/// Certificates that cannot sign anybody in.
struct CertificateCasesTests {
    private let folder = TemporaryFolder()

    private func openssl(_ arguments: String...) throws {
        let result = try RuntimeProcess.run(
            arguments, folder: folder.path, program: "/usr/bin/openssl")
        try #require(result.status == 0, "\(result.errors)")
    }

    private func write(_ name: String, _ parts: String...) throws {
        let texts = try parts.map {
            try String(contentsOfFile: "\(folder.path)/\($0)", encoding: .utf8)
        }
        try texts.joined().write(
            toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
    }

    /// Makes `name.key`, `name.crt` and `name.pem` with both.
    private func make(_ name: String, _ key: [String]) throws {
        let result = try RuntimeProcess.run(
            ["req", "-x509", "-nodes", "-subj", "/CN=\(name)"] + key
                + ["-keyout", "\(name).key", "-out", "\(name).crt"],
            folder: folder.path, program: "/usr/bin/openssl")
        try #require(result.status == 0, "\(result.errors)")
        try write("\(name).pem", "\(name).key", "\(name).crt")
    }

    private func expect(_ town: Town, _ essential: String, _ files: String...) throws {
        #expect(files.count >= 3)
        for file in files {
            let path = file.hasPrefix("/") ? file : "\(folder.path)/\(file)"
            try town.configure(
                """
                return { connections = { x = {
                  tenant = '\(town.environment["AZURE_TENANT_ID"] ?? "")',
                  client = '22222222-2222-4222-8222-222222222222', certificate = '\(path)',
                  login = '\(town.baseURL)', graph = '\(town.baseURL)' } } }
                """)
            let result = try town.runtime("connection", "test", "x")
            #expect(result.status == 1)
            #expect(result.errorLines.count == 1 && result.hintLines.count == 1)
            let line = result.errorLines.first ?? ""
            let isSent = essential.hasPrefix("AADSTS")
            #expect(line.hasPrefix("connection \"x\" could not sign in: "), "\(line)")
            #expect(line.contains(essential) && (isSent || line.contains("\"\(path)\"")), "\(line)")
            #expect(!result.errors.contains("PRIVATE KEY"))
        }
    }

    @Test("Each way to spoil a certificate file has its own error")
    func certificates() throws {
        for name in ["a", "b", "c"] { try make(name, ["-newkey", "rsa:2048"]) }
        for (name, curve) in [("p1", "P-256"), ("p2", "P-384")] {
            try make(name, ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:\(curve)"])
        }
        try make("ed", ["-newkey", "ed25519"])
        try write("ab.pem", "a.key", "b.crt")
        try write("ba.pem", "b.key", "a.crt")
        try write("ap.pem", "a.key", "p1.crt")
        for (name, options) in [
            ("e1", ["-aes256"]), ("e2", ["-aes256", "-traditional"]), ("e3", ["-aes128"]),
        ] {
            let result = try RuntimeProcess.run(
                ["pkey", "-in", "a.key", "-passout", "pass:abcd", "-out", "\(name).key"] + options,
                folder: folder.path, program: "/usr/bin/openssl")
            try #require(result.status == 0, "\(result.errors)")
            try write("\(name).pem", "\(name).key", "a.crt")
        }
        try openssl("x509", "-in", "a.crt", "-outform", "der", "-out", "a.der")
        try openssl("pkcs12", "-export", "-in", "a.pem", "-out", "a.pfx", "-passout", "pass:x")
        try Data([0xff, 0xfe]).write(to: URL(fileURLWithPath: "\(folder.path)/odd"))
        try Data().write(to: URL(fileURLWithPath: "\(folder.path)/empty"))
        try Data("hello".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/prose"))
        try write("chain.pem", "a.key")

        let town = try Town()
        try expect(town, "cannot be read", "none", folder.path, "/etc/passwd/none")
        try expect(town, "is no PEM text", "a.der", "a.pfx", "odd")
        try expect(town, "holds no private key", "empty", "prose", "a.crt")
        try expect(town, "holds a key but no certificate", "a.key", "b.key", "chain.pem")
        try expect(town, "Entra accepts RSA certificates only", "p1.pem", "p2.pem", "ed.pem")
        try expect(town, "holds an encrypted key", "e1.pem", "e2.pem", "e3.pem")
        try expect(town, "does not belong to its key", "ab.pem", "ba.pem", "ap.pem")
        // The certificates begin today, so the clock must show a later time.
        let tomorrow = Instant(Int64(Date.now.timeIntervalSince1970) + 86_400).description
        let later = try Town("--virtual-clock", tomorrow)
        try expect(later, "AADSTS700027: ", "a.pem", "b.pem", "c.pem")
        let far = try Town("--virtual-clock", "2099-01-01T00:00:00Z")
        try expect(far, "ended at", "a.pem", "b.pem", "c.pem")
    }
}
