-- verdicts: invalid raised
pcall()
