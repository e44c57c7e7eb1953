-- verdicts: denied
math.randomseed(1)
