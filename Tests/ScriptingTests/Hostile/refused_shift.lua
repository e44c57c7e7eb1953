-- verdicts: invalid raised
return {} << 1
