-- verdicts: limit-fuel limit-time
return (('('):rep(300000)):find('%b()')
