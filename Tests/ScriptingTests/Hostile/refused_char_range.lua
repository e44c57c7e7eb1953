-- verdicts: invalid raised
string.char(256)
