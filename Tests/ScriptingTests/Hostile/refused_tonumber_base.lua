-- verdicts: invalid raised
tonumber('z', 99)
