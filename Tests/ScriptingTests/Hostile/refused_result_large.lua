-- verdicts: invalid raised
return {name = ('x'):rep(1000000), a = ('y'):rep(1000000)}
