-- verdicts: invalid raised
table.unpack({}, math.mininteger, math.maxinteger)
