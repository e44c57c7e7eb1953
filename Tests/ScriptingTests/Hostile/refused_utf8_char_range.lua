-- verdicts: invalid raised
utf8.char(-1)
