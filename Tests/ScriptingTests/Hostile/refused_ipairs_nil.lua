-- verdicts: invalid raised
ipairs()
