-- verdicts: invalid raised
return ('a'):find(('()'):rep(40))
