-- verdicts: limit-fuel limit-time
return (('a'):rep(10000)):find(('.-'):rep(12) .. 'b')
