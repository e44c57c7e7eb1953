-- verdicts: invalid raised
return ('a'):gsub('a', '%9')
