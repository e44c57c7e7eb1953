-- verdicts: invalid raised
return '
