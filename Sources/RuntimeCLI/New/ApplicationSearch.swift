import Foundation
import Rotation
import Scripting

/// Finds the one application of a tenant that an id or a display name means.
struct ApplicationSearch {
    let known: Known
    let connection: String

    /// The application called `text`.
    ///
    /// Where the tenant cannot be asked, a client id is taken as it is, with a warning.
    func find(_ text: String) throws(Complaint) -> ChosenApplication {
        let applications: [Application]
        do throws(IssuerError) {
            applications = try known.applications(of: connection)
        } catch {
            guard UUID(uuidString: text) != nil else { throw Complaint(error) }
            Terminal.say("runtime: warning: \(error); taking \(text) as a client id")
            return ChosenApplication(clientID: text)
        }
        return ChosenApplication(try only(applications, text))
    }

    private func only(
        _ applications: [Application], _ text: String
    ) throws(Complaint) -> Application {
        let id = text.lowercased()
        let matches = applications.filter {
            $0.clientID == id || $0.objectID == id || $0.displayName == text
        }
        guard matches.count < 2 else {
            let ids = matches.map(\.clientID).joined(separator: ", ")
            throw Complaint(
                "\(matches.count) applications are called \"\(text)\"",
                hint: "give a client id: \(ids)", exit: .usage)
        }
        if let match = matches.first { return match }
        let names = applications.map(\.displayName)
        throw Complaint(
            "connection \"\(connection)\" shows no application \"\(text)\"",
            hint: Spelling.hint(for: text, in: names)
                ?? "give a client id, an object id or a display name", exit: .usage)
    }
}

extension Complaint {
    /// What the tenant did not do for a command.
    init(_ error: IssuerError) {
        let exit: Exit = if case .retry = error.recovery { .tryAgain } else { .failed }
        self.init(error.description, hint: error.hint, exit: exit)
    }
}
