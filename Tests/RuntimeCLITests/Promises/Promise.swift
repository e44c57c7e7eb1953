import Rotation

/// A row of the README's table: something that is promised, and how it is brought about.
struct Promise: Sendable, CustomStringConvertible {
    let name: String
    /// The command line that the row shows and that dies in the middle.
    let command: String
    /// Where that happens in the second trial; a fail point.
    let dying: String
    var cast = Cast()
    /// What comes before the command.
    let prepare: @Sendable (Stage) throws -> Void
    /// The command and what follows it.
    var act: @Sendable (Stage, Promise) throws -> Void = { try $0.run($1.command) }

    /// Who takes part.
    struct Cast {
        var applications = 1
        var audience = "AzureADMyOrg"
        /// Whether applications begin with a secret that somebody made by hand.
        var hasForeign = false
        /// Whether the one application is what the connection signs in as.
        var isOwn = false
    }

    var description: String { name }

    /// Tries it and tells the table's row about it.
    func row(dying: Bool) throws -> String {
        let stage = try Stage(cast, dyingAt: dying ? self.dying : nil)
        try prepare(stage)
        let before = (try stage.tenant(), try stage.store())
        try act(stage, self)
        let after = (try stage.tenant(), try stage.store())
        let cells = [name, "`\(command)`", before.0, after.0, before.1, after.1]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}
