-- verdicts: invalid raised
return 1 + nil
