-- verdicts: invalid raised
error({})
