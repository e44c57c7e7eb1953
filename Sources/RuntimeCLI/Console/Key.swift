/// One press of a key, as a terminal reports it.
enum Key: Equatable {
    /// What a printable key types; accents may follow as keys of their own.
    case text(UnicodeScalar)
    /// Control and a letter, in lower case.
    case control(Character)
    case enter, tab, backTab, backspace, delete, escape
    case up, down, left, right, home, end, pageUp, pageDown
    case wordLeft, wordRight
    /// The window has another size now.
    case resized
    /// The terminal is gone.
    case hangup
}
