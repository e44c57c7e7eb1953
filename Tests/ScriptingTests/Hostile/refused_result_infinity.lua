-- verdicts: invalid raised
return {name = 1/0}
