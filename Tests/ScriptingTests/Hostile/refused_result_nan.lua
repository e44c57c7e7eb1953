-- verdicts: invalid raised
return {name = 0/0}
