-- verdicts: invalid raised
string.format('%y', 1)
