-- verdicts: invalid raised
table.unpack({}, 1, 1 << 40)
