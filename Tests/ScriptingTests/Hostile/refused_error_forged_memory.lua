-- verdicts: invalid raised
error('not enough memory', 0)
