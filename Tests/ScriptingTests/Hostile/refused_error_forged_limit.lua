-- verdicts: invalid raised
error('used up its 1000000 instructions', 0)
