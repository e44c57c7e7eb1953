-- verdicts: invalid raised
return (('a'):rep(300)):match(('a?'):rep(300))
