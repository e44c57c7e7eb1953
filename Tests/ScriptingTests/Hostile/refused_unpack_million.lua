-- verdicts: invalid raised
table.unpack({}, 1, 999999)
