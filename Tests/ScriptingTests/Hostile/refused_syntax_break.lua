-- verdicts: invalid raised
break
