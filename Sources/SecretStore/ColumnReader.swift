import GRDB
import Rotation

/// Reads the columns of a row from left to right; to find each by its name takes far longer.
struct ColumnReader {
    private let row: Row
    private var place = 0

    /// Begins at the first column.
    init(_ row: Row) {
        self.row = row
    }

    mutating func next<Value: DatabaseValueConvertible & StatementColumnConvertible>() -> Value {
        defer { place += 1 }
        return row[place]
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
