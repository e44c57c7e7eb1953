-- verdicts: invalid raised
error(('x'):rep(900000))
