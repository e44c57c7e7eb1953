-- verdicts: invalid raised
return {name = 'a\0b'}
