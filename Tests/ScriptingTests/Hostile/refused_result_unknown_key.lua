-- verdicts: invalid raised
return {nme = "x"}
