-- verdicts: invalid raised
error('%s%s%n%d')
