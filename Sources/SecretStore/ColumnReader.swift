import GRDB
import Rotation

/// Reads the columns of a statement's rows from left to right, where they are.
///
/// A `Row` knows its columns by their names; to make that known takes longer than to read them.
struct ColumnReader {
    private let statement: Statement
    private var place: CInt = 0

    private init(_ statement: Statement) {
        self.statement = statement
    }

    /// What `body` makes of each row, leaving out nil.
    static func each<Result, each Value: StatementBinding>(
        _ database: Database, cached sql: String, _ values: repeat each Value,
        row body: (inout ColumnReader) throws -> Result?
    ) throws -> [Result] {
        let statement = try database.statement(sql, repeat each values)
        let rows = try DatabaseValue.fetchCursor(statement)
        var results: [Result] = []
        while try rows.next() != nil {
            var columns = ColumnReader(statement)
            if let result = try body(&columns) { results.append(result) }
        }
        return results
    }

    /// The next column; one that is never NULL, or an optional value.
    mutating func next<Value: StatementColumnConvertible>() -> Value {
        defer { place += 1 }
        precondition(place < statement.columnCount, "no column \(place): \(statement.sql)")
        let column = Value.fromStatement(statement.sqliteStatement, atUncheckedIndex: place)
        guard let column else { preconditionFailure("column \(place) is NULL: \(statement.sql)") }
        return column
    }

    mutating func instant() -> Instant { Instant(next()) }

    mutating func instant() -> Instant? { (next() as Int64?).map(Instant.init) }

    /// A column with a word for the case of an enumeration; nil as well for an unknown one.
    mutating func word<Word: RawRepresentable>() -> Word? where Word.RawValue == String {
        (next() as String?).flatMap(Word.init)
    }

    /// Two columns: when to look again, and why.
    mutating func wake() -> Wake? {
        let at: Instant? = instant()
        let reason: Wake.Reason? = word()
        guard let at, let reason else { return nil }
        return Wake(at, for: reason)
    }

    /// Two columns: a policy's digest, and its place in the file.
    mutating func pin() -> PolicyPin { PolicyPin(digest: next(), index: next()) }
}
