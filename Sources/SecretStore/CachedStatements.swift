import GRDB

/// Statements are compiled once for each connection; compiling costs more than running them.
extension Database {
    /// Runs one statement to its end.
    func run(_ sql: String, arguments: StatementArguments = StatementArguments()) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Does `body` in a transaction that `begin` opens; if it throws, nothing of it is left.
    func transaction<Result>(
        _ begin: String, _ body: (Database) throws -> Result
    ) throws -> Result {
        try run(begin)
        do {
            let result = try body(self)
            try run("COMMIT")
            return result
        } catch {
            // After some errors SQLite has rolled back already.
            if isInsideTransaction { try? run("ROLLBACK") }
            throw error
        }
    }
}

extension Row {
    static func fetchOne(
        _ database: Database, cached sql: String,
        arguments: StatementArguments = StatementArguments()
    ) throws -> Row? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    static func fetchAll(
        _ database: Database, cached sql: String,
        arguments: StatementArguments = StatementArguments()
    ) throws -> [Row] {
        try fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }

    /// What `body` makes of each row, leaving out nil.
    ///
    /// Faster than rows that are fetched first: those are copies, searched for every name.
    static func each<Result>(
        _ database: Database, cached sql: String,
        arguments: StatementArguments = StatementArguments(), _ body: (Row) throws -> Result?
    ) throws -> [Result] {
        let rows = try fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
        var results: [Result] = []
        while let row = try rows.next() {
            if let result = try body(row) { results.append(result) }
        }
        return results
    }
}

extension DatabaseValueConvertible where Self: StatementColumnConvertible {
    static func fetchOne(
        _ database: Database, cached sql: String,
        arguments: StatementArguments = StatementArguments()
    ) throws -> Self? {
        try fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    static func fetchAll(
        _ database: Database, cached sql: String,
        arguments: StatementArguments = StatementArguments()
    ) throws -> [Self] {
        try fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }
}
