-- verdicts: invalid raised
tostring()
