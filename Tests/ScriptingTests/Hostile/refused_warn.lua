-- verdicts: invalid raised
warn('@on')
