/// What a record of a tape holds; the numbers are those of `host_tag` in `host.h`.
enum TapeTag: UInt8 {
    case null
    case `false`
    case `true`
    case int
    case number
    case string
    case list
    case map
    /// The values of a shape's fields; the script cannot misspell one.
    case record
    case secret
    case function
}
