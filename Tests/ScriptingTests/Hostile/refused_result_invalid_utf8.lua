-- verdicts: invalid raised
return {name = '\xff'}
