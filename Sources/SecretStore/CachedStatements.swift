import GRDB

/// Statements are compiled once for each connection; compiling costs more than running them.
extension Database {
    /// The statement `sql` with `values` for its parameters, in the order of their numbers.
    ///
    /// The values go straight into the statement: a `StatementArguments` of them takes longer to
    /// make than many a statement takes to run.
    func statement<each Value: StatementBinding>(
        _ sql: String, _ values: repeat each Value
    ) throws -> Statement {
        let statement = try cachedStatement(sql: sql)
        // To the library it has all its arguments from here on.
        statement.setUncheckedArguments(StatementArguments())
        var place: CInt = 0
        for value in repeat each values {
            place += 1
            let code = value.bind(to: statement.sqliteStatement, at: place)
            guard code == 0 else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code), sql: sql)
            }
        }
        assert(statement.takes(Int(place)), "\(place) values: \(sql)")
        return statement
    }

    /// Runs one statement to its end.
    func run<each Value: StatementBinding>(_ sql: String, _ values: repeat each Value) throws {
        try statement(sql, repeat each values).execute()
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

extension Statement {
    /// Whether it has so many parameters.
    fileprivate func takes(_ count: Int) -> Bool {
        let values = [Int?](repeating: nil, count: count)
        return (try? validateArguments(StatementArguments(values))) != nil
    }
}

extension Row {
    static func fetchOne<each Value: StatementBinding>(
        _ database: Database, cached sql: String, _ values: repeat each Value
    ) throws -> Row? {
        try fetchOne(database.statement(sql, repeat each values))
    }

    static func fetchAll<each Value: StatementBinding>(
        _ database: Database, cached sql: String, _ values: repeat each Value
    ) throws -> [Row] {
        try fetchAll(database.statement(sql, repeat each values))
    }
}

extension DatabaseValueConvertible where Self: StatementColumnConvertible {
    static func fetchOne<each Value: StatementBinding>(
        _ database: Database, cached sql: String, _ values: repeat each Value
    ) throws -> Self? {
        try fetchOne(database.statement(sql, repeat each values))
    }

    static func fetchAll<each Value: StatementBinding>(
        _ database: Database, cached sql: String, _ values: repeat each Value
    ) throws -> [Self] {
        try fetchAll(database.statement(sql, repeat each values))
    }
}
