-- verdicts: invalid raised
next({}, 1)
