-- verdicts: invalid raised
return {[true] = 1}
