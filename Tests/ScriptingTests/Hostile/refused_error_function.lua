-- verdicts: invalid raised
error(print)
