-- verdicts: invalid raised
rawset('', 'a', 1)
