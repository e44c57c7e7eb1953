import Foundation
import Rotation
import Scripting

/// The answers so far; what was not answered follows from what was.
struct Draft {
    /// What to propose, and what is taken.
    let known: Known
    /// `--output`: the policy file, when it is not to follow from the name.
    var output: String?
    /// Whether files may be overwritten.
    var force = false
    /// The application that was chosen.
    var application: ChosenApplication?
    private var given: [Question: String] = [:]

    init(_ known: Known) {
        self.known = known
    }

    /// The word that stands for leaving something out.
    static let none = "none"

    /// An answer, or what follows from the others; nil where nothing does.
    subscript(question: Question) -> String? { given[question] ?? suggestion(for: question) }

    /// Whether the question has an answer of its own.
    func isGiven(_ question: Question) -> Bool { given[question] != nil }

    /// Answers a question; nil takes the answer back.
    mutating func answer(_ question: Question, _ text: String?) {
        given[question] = text.map { Self.normal(question, $0) }
        if question == .connection { application = nil }
    }

    /// Answers the question for the application.
    mutating func choose(_ application: ChosenApplication) {
        self.application = application
    }

    /// A bare number of days gets its unit; what is typed in another case gets the usual one.
    private static func normal(_ question: Question, _ text: String) -> String {
        switch question {
        case .interval: text.allSatisfy(\.isASCIIDigit) && !text.isEmpty ? text + "d" : text
        case .rotateAt where text.lowercased() == none: none
        case .clientID where text.lowercased() == none: none
        default: text
        }
    }

    /// What follows for a question from the answers to others.
    func suggestion(for question: Question) -> String? {
        switch question {
        case .connection: known.usualConnection
        case .application: nil
        case .interval: "30d"
        case .rotateAt: hasWholeDays ? "03:00" : Self.none
        case .timezone: known.timeZone
        case .auto: "yes"
        case .clientID: stem.map { "\($0)_CLIENT_ID" }
        case .clientSecret: stem.map { "\($0)_CLIENT_SECRET" }
        case .name: application.flatMap { known.freeSlug(for: $0) }
        case .description: application?.displayName.map { Self.description(of: $0) }
        }
    }

    private static func description(of application: String) -> String {
        String("Client secret of \(application.printable)".prefix(256))
    }

    private var hasWholeDays: Bool {
        guard let interval = self[.interval].flatMap(DurationText.parse) else { return true }
        return interval.wholeSeconds % 86_400 == 0
    }

    /// The beginning of secret names: the rotation's name in capitals.
    private var stem: String? {
        self[.name].map { $0.uppercased().replacing("-", with: "_") }
    }
}

// MARK: - Files

extension Draft {
    /// The policy file's absolute path.
    var path: String {
        URL(fileURLWithPath: output ?? "\(module).lua").standardizedFileURL.path
    }

    /// The test's absolute path, beside the policy.
    var testPath: String {
        URL(fileURLWithPath: path).deletingLastPathComponent()
            .appendingPathComponent("\(module)_test.lua").path
    }

    /// The name by which the test requires the policy.
    var module: String {
        guard let output else { return (self[.name] ?? "policy").replacing("-", with: "_") }
        let file = URL(fileURLWithPath: output).lastPathComponent
        return file.hasSuffix(".lua") ? String(file.dropLast(4)) : file
    }
}

/// An application that somebody chose, or of which only the client id was typed.
struct ChosenApplication: Equatable {
    var clientID: String
    var objectID: String?
    var displayName: String?
    /// Whether nobody can sign in to the tenant as it.
    var isForPersonalAccountsOnly = false

    init(clientID: String) {
        self.clientID = clientID.lowercased()
    }

    init(_ application: Application) {
        clientID = application.clientID
        objectID = application.objectID
        displayName = application.displayName.isEmpty ? nil : application.displayName
        isForPersonalAccountsOnly = application.isForPersonalAccountsOnly
    }

    /// How it is called in messages.
    var title: String { displayName?.printable ?? clientID }
}

extension Character {
    /// Whether it is one of 0 to 9.
    var isASCIIDigit: Bool { "0"..."9" ~= self }
}
