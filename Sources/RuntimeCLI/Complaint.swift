import Rotation

/// What a command has to say before it ends without having done its job.
struct Complaint: Error {
    let message: String
    var hint: String?
    let exit: Exit
    /// Lines that show what led to it.
    var context: [String] = []

    /// The exit statuses of the program.
    enum Exit: Int32 {
        case failed = 1
        case usage = 2
        case policy = 3
        case denied = 4
        case limit = 5
        case tryAgain = 75
    }

    init(_ message: String, hint: String? = nil, exit: Exit = .failed) {
        self.message = message
        self.hint = hint
        self.exit = exit
    }

    /// What ended a script.
    init(ofScript error: PolicyError) {
        let complaint = Complaint(error)
        let hint: String? =
            if case .unreadable = error { "give the path of a script" } else { error.hint }
        self.init(complaint.message, hint: hint, exit: complaint.exit)
    }

    init(_ error: PolicyError) {
        let exit: Exit =
            switch error {
            case .denied: .denied
            case .limit: .limit
            case .unreadable, .invalid, .raised, .notRepeatable: .policy
            }
        let hint = error.hint ?? "mend it and try 'runtime check FILE'"
        self.init(error.description, hint: hint, exit: exit)
        context = (SourceExcerpt(of: error.description)?.lines ?? []) + error.context
    }

    /// Does `body` and complains about its error.
    static func ofStore<Result>(
        _ body: () throws(StoreError) -> Result
    ) throws(Complaint) -> Result {
        do throws(StoreError) { return try body() } catch { throw Complaint(error) }
    }

    init(_ failure: Failure) {
        switch failure {
        case .policy(let error): self.init(error)
        case .store(let error): self.init(error)
        case .issuer, .guarded: self.init(failure.description, hint: failure.hint)
        }
    }

    init(_ error: StoreError) {
        switch error {
        case .wrongKey:
            self.init(
                error.description,
                hint: "restore the master.key that belongs to this home, or name it in "
                    + "RUNTIME_MASTER_KEY_FILE")
        case .cannotWrite:
            self.init(
                error.description, hint: "make room or the directory writable; nothing was lost",
                exit: .tryAgain)
        case .refused:
            self.init(error.description, hint: "see 'runtime status'", exit: .policy)
        case .taken:
            self.init(
                error.description, hint: "the earlier registration keeps it; rename it here",
                exit: .policy)
        case .notFound:
            self.init(
                error.description,
                hint: "see 'runtime status' and 'runtime secret list'; 'runtime run' makes a home")
        case .leaseLost, .tampered, .failed:
            self.init(error.description)
        }
    }
}
