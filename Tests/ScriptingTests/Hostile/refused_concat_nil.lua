-- verdicts: invalid raised
return 'x' .. nil
