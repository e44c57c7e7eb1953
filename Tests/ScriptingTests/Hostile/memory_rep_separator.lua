-- verdicts: limit-fuel limit-memory
return #('x'):rep(1 << 20, ('y'):rep(1000))
