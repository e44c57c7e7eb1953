-- verdicts: limit-fuel limit-time
return (('a'):rep(10000)):find(('a*'):rep(30) .. 'b')
