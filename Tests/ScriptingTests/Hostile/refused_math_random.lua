-- verdicts: invalid raised
return math.random()
