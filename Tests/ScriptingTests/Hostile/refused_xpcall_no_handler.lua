-- verdicts: invalid raised
xpcall(print)
