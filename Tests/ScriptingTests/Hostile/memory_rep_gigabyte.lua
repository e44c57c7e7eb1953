-- verdicts: limit-fuel limit-memory
return #('x'):rep(1 << 30)
