-- verdicts: invalid raised
return '\u{7FFFFFFFF}'
