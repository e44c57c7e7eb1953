-- verdicts: invalid raised
math.randomseed(1)
