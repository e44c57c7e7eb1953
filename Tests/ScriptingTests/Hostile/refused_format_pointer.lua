-- verdicts: invalid raised
return string.format('%p', {})
