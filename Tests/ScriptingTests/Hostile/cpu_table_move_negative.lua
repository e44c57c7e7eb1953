-- verdicts: limit-fuel limit-time
table.move({}, math.mininteger, -2, 1)
