import Azure
import Rotation
import Scripting
import SecretStore
import Testing

@testable import RuntimeCLI

/// How a connection signs in, from `config.lua` and from the environment.
struct ConnectionReaderTests {
    /// Reads a connection from the fields of its table.
    private func read(
        _ fields: String, _ environment: [String: String] = [:]
    ) throws -> AzureConnection {
        let value = try ConfigFile.load(
            source: "return { a = { tenant = 'contoso.example', \(fields) } }", path: "config.lua")
        return try ConnectionReader(environment: environment, home: HomeFolder(path: "/nowhere"))
            .connection("a", in: FieldReader(value, in: "config.lua"))
    }

    private func method(_ connection: AzureConnection?) -> String {
        switch connection?.signIn {
        case .secret?: "secret"
        case .kept?: "kept"
        case .certificate(let path)?: "certificate \(path)"
        case .federated(let path)?: "federated \(path)"
        case .managed(let identity)?: "managed \(identity)"
        case nil: "none"
        }
    }

    @Test("Each way to sign in has its key")
    func methods() throws {
        #expect(
            method(try read("client = '22222222-2222-4222-8222-222222222222', secret = 'env:A'"))
                == "secret")
        #expect(
            method(try read("client = '22222222-2222-4222-8222-222222222222', secret = 'store'"))
                == "kept")
        #expect(
            method(
                try read("client = '22222222-2222-4222-8222-222222222222', certificate = '/a.pem'"))
                == "certificate /a.pem")
        #expect(
            method(try read("client = '22222222-2222-4222-8222-222222222222', token_file = '/a'"))
                == "federated /a")
        let machine = try read("managed = { client_id = 'm1' }")
        #expect(machine.clientID == nil)
        #expect(method(machine).contains(#"clientID("m1")"#))
        #expect(method(try read("managed = true")).contains("system"))
    }

    @Test(
        "Mistakes name the field and the remedy",
        arguments: [
            (
                "client = '22222222-2222-4222-8222-222222222222'", "'a.secret' is missing",
                "'token_file'"
            ),
            ("secret = 'env:A'", "'a.client' is missing", ""),
            (
                "client = '22222222-2222-4222-8222-222222222222', secret = 'env:A', token_file = '/a'",
                "'a.token_file' beside 'secret'", "keep one of"
            ),
            (
                "client = '22222222-2222-4222-8222-222222222222', certificate = 'a.pem'",
                "must be an absolute path", ""
            ),
            (
                "client = '22222222-2222-4222-8222-222222222222', managed = true",
                "'a.client' beside 'managed'", "client_id ="
            ),
            ("managed = 'yes'", "must be true or a table", ""),
            ("managed = { client = 'x' }", "unknown key 'a.managed.client'", ""),
            ("managed = { client_id = 'x', object_id = 'y' }", "a table with one of", ""),
        ])
    func mistakes(fields: String, message: String, hint: String) throws {
        #expect {
            try read(fields)
        } throws: { error in
            guard let error = error as? PolicyError else { return false }
            return "\(error)".contains(message)
                && (hint.isEmpty || error.hint?.contains(hint) == true)
        }
    }

    @Test("On a service of another kind a managed identity is refused")
    func otherService() throws {
        #expect {
            try read("managed = true", ["MSI_ENDPOINT": "http://127.0.0.1:1"])
        } throws: {
            "\($0)".contains("the identity endpoint of this service is not known")
        }
    }

    @Test("The environment's secret comes before its certificate, and that before its token file")
    func environment() throws {
        var environment = [
            "AZURE_TENANT_ID": "contoso.example",
            "AZURE_CLIENT_ID": "22222222-2222-4222-8222-222222222222", "AZURE_CLIENT_SECRET": "s",
            "AZURE_CLIENT_CERTIFICATE_PATH": "/a.pem", "AZURE_FEDERATED_TOKEN_FILE": "/token",
        ]
        func found() throws -> String {
            method(
                try ConnectionReader(environment: environment, home: HomeFolder(path: "/nowhere"))
                    .conventional())
        }
        #expect(try found() == "secret")
        environment["AZURE_CLIENT_SECRET"] = nil
        #expect(try found() == "certificate /a.pem")
        environment["AZURE_CLIENT_CERTIFICATE_PATH"] = nil
        #expect(try found() == "federated /token")
        environment["AZURE_FEDERATED_TOKEN_FILE"] = nil
        #expect(try found() == "none")
    }
}
