-- verdicts: invalid raised
return 1 < 'x'
