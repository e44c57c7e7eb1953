-- verdicts: invalid raised
return {1, name = 2}
