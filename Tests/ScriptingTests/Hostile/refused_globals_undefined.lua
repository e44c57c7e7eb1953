-- verdicts: invalid raised
return undefined_name
