-- verdicts: limit-fuel limit-time
return (('a'):rep(100000)):match('^(.-)(.-)(.-)(.-)$b')
