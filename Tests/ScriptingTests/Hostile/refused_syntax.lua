-- verdicts: invalid raised
return {
