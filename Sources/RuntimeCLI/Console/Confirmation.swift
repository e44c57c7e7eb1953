import ArgumentParser

/// A question whose answer is yes or no.
struct Confirmation {
    let question: String
    let help: String
    let yes: String
    let no: String

    /// Asks on the terminal; no where there is none, or when the question is taken back.
    ///
    /// - Throws: `ExitCode` 130 when the user leaves.
    func isGiven() throws -> Bool {
        guard Terminal.isInteractive else { return false }
        let dialog = Dialog()
        defer { dialog.close() }
        do throws(Dialog.Cancelled) {
            return try RawMode.during { () throws(Dialog.Cancelled) -> Bool in
                let choice = Choice([
                    .init(title: no, letter: "n"), .init(title: yes, letter: "y"),
                ])
                let reply = try dialog.choose(
                    Dialog.ChoiceQuestion(title: question, help: help, choice: choice))
                guard case .answer(let place) = reply else { return false }
                return place == 1
            }
        } catch {
            throw ExitCode(130)
        }
    }
}
