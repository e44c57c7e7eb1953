-- verdicts: invalid raised
table.insert({}, 1 << 60, 1)
