import Foundation
import TestSupport

/// Makes keys and certificates, and checks signatures, by another program than ours.
struct OpenSSL {
    let folder: TemporaryFolder

    /// Runs `openssl` with these arguments in the folder.
    func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
    }

    struct Failed: Error {
        let arguments: [String]
    }

    /// Makes `name.pem` with a key of this kind and its self-signed certificate; gives its path.
    func certificate(_ name: String, key: [String] = ["rsa:2048"], days: Int = 30) throws -> String
    {
        let process = ["req", "-x509", "-nodes", "-days", "\(days)", "-subj", "/CN=\(name)"]
        let files = ["-keyout", "\(name).key", "-out", "\(name).crt"]
        try run(process + ["-newkey"] + key + files)
        let path = "\(folder.path)/\(name).pem"
        try (text("\(name).key") + text("\(name).crt"))
            .write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
    }

    /// Whether `signature` is an RSASSA-PSS signature of `message` under a certificate.
    func verifies(_ message: String, _ signature: Data, by certificate: String) throws -> Bool {
        try Data(message.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/message"))
        try signature.write(to: URL(fileURLWithPath: "\(folder.path)/signature"))
        try run(["x509", "-in", certificate, "-noout", "-pubkey", "-out", "public.pem"])
        do {
            try run([
                "dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt",
                "rsa_pss_saltlen:32", "-verify", "public.pem", "-signature", "signature", "message",
            ])
            return true
        } catch {
            return false
        }
    }
}
