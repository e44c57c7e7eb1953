-- verdicts: invalid raised
error({message = ('x'):rep(100000)})
