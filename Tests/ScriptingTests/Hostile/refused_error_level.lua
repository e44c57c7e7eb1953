-- verdicts: invalid raised
error('x', 1 << 40)
