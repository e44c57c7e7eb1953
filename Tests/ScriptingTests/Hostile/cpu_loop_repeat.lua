-- verdicts: limit-fuel limit-time
repeat until false
