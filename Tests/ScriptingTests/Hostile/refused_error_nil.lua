-- verdicts: invalid raised
error(nil)
