-- verdicts: invalid raised
string.format('%')
