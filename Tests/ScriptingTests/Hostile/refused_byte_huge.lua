-- verdicts: invalid raised
return (('x'):rep(1000000)):byte(1, -1)
