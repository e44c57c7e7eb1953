-- verdicts: invalid raised
host:log('x')
