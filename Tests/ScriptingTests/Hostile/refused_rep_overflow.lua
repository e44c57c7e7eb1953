-- verdicts: invalid raised
return ('xx'):rep(math.maxinteger)
