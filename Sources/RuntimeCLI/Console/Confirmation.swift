/// A question whose answer is yes or no.
struct Confirmation {
    let question: String
    let help: String
    let yes: String
    let no: String

    /// Asks on the terminal; no where there is none, or when the question is taken back.
    var isGiven: Bool {
        guard Terminal.isInteractive else { return false }
        let dialog = Dialog()
        defer { dialog.close() }
        do throws(Dialog.Cancelled) {
            return try RawMode.during { () throws(Dialog.Cancelled) -> Bool in
                let choice = Choice([.init(title: no), .init(title: yes)])
                let reply = try dialog.choose(
                    Dialog.ChoiceQuestion(title: question, help: help, choice: choice))
                guard case .answer(let place) = reply else { return false }
                return place == 1
            }
        } catch {
            return false
        }
    }
}
