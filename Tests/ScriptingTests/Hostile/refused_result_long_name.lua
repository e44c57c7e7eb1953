-- verdicts: invalid raised
return {name = ('x'):rep(100000)}
