import Foundation
import HTTP
import TestSupport
import Testing

struct TLSTests {
    @Test("A certificate nobody vouches for is refused before anything is sent")
    func untrustedCertificate() throws {
        let server = try TLSServer()
        let error = #expect(throws: TransportError.self) {
            try HTTPClient().send(HTTPRequest("POST", server.url, repeatable: false))
        }
        guard case .notSent(let why) = error else {
            Issue.record("expected notSent, got \(String(describing: error))")
            return
        }
        #expect(why.contains("(curl 60)"))
    }

    @Test("A CA bundle adds trust, and the name is verified all the same")
    func bundleAddsTrust() throws {
        let server = try TLSServer()
        let client = HTTPClient(caBundle: server.certificate)
        #expect(try client.send(HTTPRequest("GET", server.url, repeatable: true)).status == 200)
        let wrongName = server.url.replacing("localhost", with: "127.0.0.1")
        #expect(throws: TransportError.self) {
            try client.send(HTTPRequest("GET", wrongName, repeatable: true))
        }
    }

    @Test("TLS older than 1.2 is refused")
    func oldTLS() throws {
        let server = try TLSServer(options: ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
        let client = HTTPClient(caBundle: server.certificate)
        let error = #expect(throws: TransportError.self) {
            try client.send(HTTPRequest("GET", server.url, repeatable: true))
        }
        guard case .notSent(let why) = error else {
            Issue.record("expected notSent, got \(String(describing: error))")
            return
        }
        #expect(why.contains("(curl 35)"))
    }
}

/// `openssl s_server` on loopback with a certificate of its own making for `localhost`.
private final class TLSServer {
    let url: String
    let certificate: String
    private let directory: URL
    private let process = Process()

    init(options: [String] = []) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        certificate = directory.appending(path: "cert.pem").path
        let key = directory.appending(path: "key.pem").path
        let make = try Self.openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "1",
            "-keyout", key, "-out", certificate,
        ])
        make.waitUntilExit()
        // The port is free again by now; s_server takes it over.
        let port = try LoopbackServer { _ in .silence }.port
        url = "https://localhost:\(port)/"
        let output = Pipe()
        process.executableURL = Self.executable
        process.arguments =
            ["s_server", "-www", "-4", "-accept", "127.0.0.1:\(port)", "-cert", certificate]
            + ["-key", key] + options
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = Pipe()
        try process.run()
        // It says ACCEPT once it listens.
        var said = ""
        while !said.contains("ACCEPT") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw POSIXError(.ECONNREFUSED) }
            said += String(decoding: more, as: UTF8.self)
        }
    }

    deinit {
        // Test runners may have SIGTERM blocked, and children inherit that.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: directory)
    }

    private static let executable = URL(filePath: "/usr/bin/openssl")

    private static func openssl(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
