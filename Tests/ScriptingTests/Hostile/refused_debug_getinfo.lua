-- verdicts: invalid raised
debug.getinfo(1)
