-- verdicts: invalid raised
return 1.5 | 1
