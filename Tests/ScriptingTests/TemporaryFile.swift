import Foundation

/// A file that goes when its last owner does.
final class TemporaryFile {
    let path: String

    convenience init(_ text: String) throws {
        try self.init(Data(text.utf8))
    }

    init(_ data: Data) throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("policy-\(UUID().uuidString).lua")
        try data.write(to: url)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
