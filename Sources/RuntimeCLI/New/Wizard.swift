import ArgumentParser
import Foundation
import Rotation

/// Asks for what a policy needs, one question after the other, with a review at the end.
final class Wizard {
    private var draft: Draft
    /// Questions that options have answered; they come up in the review only.
    private let settled: Set<Question>
    private let dialog = Dialog()
    private var lists: [String: Result<[Application], IssuerError>] = [:]

    /// Begins with what is answered already.
    init(_ draft: Draft) {
        self.draft = draft
        var settled = Set(Question.allCases.filter(draft.isGiven))
        if draft.application != nil { settled.formUnion([.application, .connection]) }
        if draft.known.connections.count < 2 { settled.insert(.connection) }
        self.settled = settled
    }

    /// Asks until everything is answered and approved.
    ///
    /// - Returns: The draft to be written.
    /// - Throws: `ExitCode` 130 when the user leaves.
    func run() throws -> Draft {
        do throws(Dialog.Cancelled) {
            try RawMode.during { () throws(Dialog.Cancelled) in
                defer { dialog.close() }
                try askAll(after: [])
            }
            return draft
        } catch {
            Terminal.say("nothing was written")
            throw ExitCode(130)
        }
    }

    /// Asks what is open, then for approval; `trail` is what has been asked so far.
    private func askAll(after trail: [Question]) throws(Dialog.Cancelled) {
        var trail = trail
        while true {
            guard let question = open.first(where: { !trail.contains($0) }) else {
                if try review() { return }
                if !trail.isEmpty { trail.removeLast() }
                continue
            }
            showAnswers(before: trail)
            if try ask(question) {
                trail.append(question)
            } else if !trail.isEmpty {
                trail.removeLast()
            }
        }
    }

    /// The questions to be asked, given the answers so far.
    private var open: [Question] {
        Question.allCases.filter { !settled.contains($0) && applies($0) }
    }

    /// A time zone needs a time of day.
    private func applies(_ question: Question) -> Bool {
        question != .timezone || draft[.rotateAt] != Draft.none
    }

    private func showAnswers(before trail: [Question]) {
        let answered = Question.allCases.filter { settled.contains($0) || trail.contains($0) }
        let heading = Line("A new policy", .bold)
        dialog.header = [heading] + answered.filter(applies).map { Line("  \(row($0))", .dim) }
    }

    private func row(_ question: Question) -> String {
        let title = question.title.padding(toLength: 18, withPad: " ", startingAt: 0)
        return title + shown(question)
    }

    private func shown(_ question: Question) -> String {
        guard question == .application else { return (draft[question] ?? "").printable }
        guard let application = draft.application else { return "" }
        return application.displayName == nil
            ? application.clientID : "\(application.title)  \(application.clientID)"
    }

    // MARK: - Questions

    /// Asks one question; false for "back".
    private func ask(_ question: Question) throws(Dialog.Cancelled) -> Bool {
        switch question {
        case .connection: try choose(question, draft.known.connections)
        case .application: try askApplication()
        case .timezone: try choose(question, Self.timeZones)
        case .auto: try choose(question, ["yes", "no"])
        default: try type(question)
        }
    }

    private func type(_ question: Question) throws(Dialog.Cancelled) -> Bool {
        let draft = draft
        let reply = try dialog.ask(
            Dialog.TextQuestion(
                title: question.title, help: question.help, suggestion: draft[question],
                check: { draft.problem(with: question, $0) }))
        guard case .answer(let text) = reply else { return false }
        if let text { self.draft.answer(question, text) }
        return true
    }

    private func choose(
        _ question: Question, _ words: [String]
    ) throws(Dialog.Cancelled) -> Bool {
        let selected = draft[question].flatMap(words.firstIndex) ?? 0
        let items = words.map { Choice.Item(title: $0) }
        let draft = draft
        let reply = try dialog.choose(
            Dialog.ChoiceQuestion(
                title: question.title, help: question.help,
                choice: Choice(items, selected: selected),
                check: { draft.problem(with: question, words[$0]) }))
        guard case .answer(let place) = reply else { return false }
        if words[place] != draft[question] { self.draft.answer(question, words[place]) }
        return true
    }

    private static let timeZones =
        ["UTC"] + TimeZone.knownTimeZoneIdentifiers.filter { $0 != "UTC" }

    private func askApplication() throws(Dialog.Cancelled) -> Bool {
        let connection = draft[.connection] ?? "default"
        switch applications(of: connection) {
        case .success(let found) where !found.isEmpty: return try choose(found, connection)
        case .success:
            return try typeClientID(
                Complaint(
                    "connection \"\(connection)\" shows no application",
                    hint: "make its service principal an owner, or type a client id"))
        case .failure(let error): return try typeClientID(Complaint(error))
        }
    }

    private func choose(
        _ found: [Application], _ connection: String
    ) throws(Dialog.Cancelled) -> Bool {
        let draft = draft
        let chosen = found.map { ChosenApplication($0) }
        let items = chosen.map { item(for: $0, connection) }
        let selected = draft.application.flatMap(chosen.firstIndex) ?? 0
        let reply = try dialog.choose(
            Dialog.ChoiceQuestion(
                title: Question.application.title, help: Question.application.help,
                choice: Choice(items, selected: selected),
                check: { draft.problem(with: chosen[$0]) }))
        guard case .answer(let place) = reply else { return false }
        self.draft.choose(chosen[place])
        return true
    }

    private func item(for application: ChosenApplication, _ connection: String) -> Choice.Item {
        let owner = draft.known.rotation(of: application, over: connection)
        return Choice.Item(
            title: application.title, detail: application.clientID,
            mark: owner.map { "rotated by \($0.name)" })
    }

    /// Where the tenant does not answer.
    private func typeClientID(_ why: Complaint) throws(Dialog.Cancelled) -> Bool {
        let draft = draft
        let reply = try dialog.ask(
            Dialog.TextQuestion(
                title: Question.application.title,
                help: "Its client id, as the app registration's overview page shows it.",
                suggestion: draft.application?.clientID, warning: why,
                check: { draft.problem(with: ChosenApplication(clientID: $0)) }))
        guard case .answer(let text) = reply else { return false }
        if let text { self.draft.choose(ChosenApplication(clientID: text)) }
        return true
    }

    /// Asks the tenant once for each connection.
    private func applications(of connection: String) -> Result<[Application], IssuerError> {
        if let list = lists[connection] { return list }
        dialog.show("asking \"\(connection)\" for its applications…")
        let known = draft.known
        let list = RawMode.pause {
            Result { () throws(IssuerError) in try known.applications(of: connection) }
        }
        lists[connection] = list
        return list
    }

    // MARK: - Review

    /// Shows all answers and lets them be changed; true to write, false for "back".
    private func review() throws(Dialog.Cancelled) -> Bool {
        var place = 0
        while true {
            let questions = Question.allCases.filter(applies)
            dialog.header = [Line("A new policy", .bold)]
            let reply = try dialog.choose(
                Dialog.ChoiceQuestion(
                    title: "Review", help: "Write it, or choose an answer to change it.",
                    choice: Choice(reviewItems(questions), selected: place),
                    check: { [draft] in $0 == 0 ? draft.finalProblem : nil }))
            guard case .answer(let chosen) = reply else { return false }
            guard chosen > 0 else { return true }
            place = chosen
            try change(questions[chosen - 1])
        }
    }

    private func reviewItems(_ questions: [Question]) -> [Choice.Item] {
        let files = [draft.path, draft.testPath].map(PolicyFiles.short)
        let write = Choice.Item(title: "Write \(files.joined(separator: " and "))")
        return [write] + questions.map { Choice.Item(title: row($0)) }
    }

    private func change(_ question: Question) throws(Dialog.Cancelled) {
        dialog.header = [Line("A new policy", .bold)]
        let connection = draft[.connection]
        _ = try ask(question)
        guard question == .connection, draft[.connection] != connection else { return }
        while draft.application == nil { _ = try ask(.application) }
    }
}

extension Draft {
    /// Why the draft as a whole cannot be written, or nil.
    fileprivate var finalProblem: Complaint? {
        invalidity ?? Question.allCases.lazy.compactMap { self.clash(in: $0) }.first
    }
}
