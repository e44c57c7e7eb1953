import Foundation
import Rotation
import Scripting

/// The files of a new policy: the policy and its test.
struct PolicyFiles {
    private let draft: Draft

    init(_ draft: Draft) {
        self.draft = draft
    }

    /// Writes both and gives their paths.
    ///
    /// - Throws: ``Complaint`` when one exists and must not be overwritten, or cannot be written.
    func write() throws(Complaint) -> [String] {
        let text = PolicyText(draft)
        try write(text.policy, to: draft.path)
        try write(text.test, to: draft.testPath)
        return [draft.path, draft.testPath]
    }

    private func write(_ text: String, to path: String) throws(Complaint) {
        do {
            let options: Data.WritingOptions = draft.force ? .atomic : .withoutOverwriting
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: options)
        } catch CocoaError.fileWriteFileExists {
            throw Complaint(
                "\"\(Self.short(path))\" is there already",
                hint: "choose another --name or --output, or overwrite it with --force")
        } catch {
            throw Complaint(
                "\"\(Self.short(path))\" cannot be written",
                hint: "is the directory there, and may you write to it?")
        }
    }

    /// The path as the user would type it here.
    static func short(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }
}
