-- verdicts: invalid raised
return string
