-- verdicts: invalid raised
string.format('%0000000000099999d', 1)
