-- verdicts: invalid raised

