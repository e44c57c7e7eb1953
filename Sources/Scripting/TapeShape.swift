/// The names and order of a record's fields, known to one state by a number.
///
/// The script gets a table that raises when it reads a field that the shape has not.
struct TapeShape: Equatable, Sendable {
    let number: UInt32
}
