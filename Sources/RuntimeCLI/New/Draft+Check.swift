import Foundation
import Rotation
import Scripting

extension Draft {
    /// Why the draft with this answer would not do, or nil; what reads policies decides.
    func problem(with question: Question, _ text: String) -> Complaint? {
        var draft = self
        draft.answer(question, text)
        if question == .auto, !["yes", "no"].contains(text) {
            return Complaint("'\(text)' is neither yes nor no", exit: .usage)
        }
        return draft.invalidity ?? draft.clash(in: question)
    }

    /// Why the application cannot be chosen, or nil.
    func problem(with application: ChosenApplication) -> Complaint? {
        var draft = self
        draft.choose(application)
        return draft.invalidity ?? draft.clash(in: .application)
    }

    /// What `runtime check` would say to the policy as it is now.
    var invalidity: Complaint? {
        do throws(PolicyError) {
            _ = try PolicyFile.load(source: PolicyText(self).policy, path: Self.label)
            return nil
        } catch {
            let text = error.description.replacing("\(Self.label): ", with: "")
            return Complaint(text, hint: error.hint, exit: .usage)
        }
    }

    /// Stands where error texts name the file, and is taken out of them.
    private static let label = "new policy"

    /// What of an answer belongs to a rotation on record, or to a file that is there.
    func clash(in question: Question) -> Complaint? {
        switch question {
        case .application: applicationClash
        case .name: nameClash ?? fileClash
        case .clientID, .clientSecret: secretClash(question)
        default: nil
        }
    }

    /// Rotations other than the one whose file is written anew.
    private var others: [Rotation] {
        known.rotations.filter { !force || $0.path != path }
    }

    private var applicationClash: Complaint? {
        guard let application, let connection = self[.connection],
            let owner = known.rotation(of: application, over: connection),
            others.contains(where: { $0.id == owner.id })
        else { return nil }
        return taken("application \(application.title)", by: owner)
    }

    private var nameClash: Complaint? {
        others.first { $0.name == self[.name] }.map { taken("the name \"\($0.name)\"", by: $0) }
    }

    private func secretClash(_ question: Question) -> Complaint? {
        guard let name = self[question], name != Self.none else { return nil }
        return others.first { $0.secrets.all.contains(name) }
            .map { taken("the secret name \"\(name)\"", by: $0) }
    }

    private func taken(_ what: String, by owner: Rotation) -> Complaint {
        let file = URL(fileURLWithPath: owner.path).lastPathComponent
        return Complaint(
            "\(what) is already used by \"\(owner.name)\" (\(file))",
            hint: "choose another; 'runtime status \(owner.name)' shows that rotation",
            exit: .policy)
    }

    /// Files that would be overwritten.
    private var fileClash: Complaint? {
        guard !force else { return nil }
        let file = [path, testPath].first { FileManager.default.fileExists(atPath: $0) }
        return file.map {
            Complaint(
                "\"\(URL(fileURLWithPath: $0).lastPathComponent)\" is there already",
                hint: "choose another name or --output, or overwrite it with --force")
        }
    }
}
