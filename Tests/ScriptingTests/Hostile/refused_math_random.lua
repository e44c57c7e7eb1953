-- verdicts: denied
return math.random()
