-- verdicts: invalid raised
return true
