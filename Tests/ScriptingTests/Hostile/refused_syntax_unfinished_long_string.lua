-- verdicts: invalid raised
return [==[ x
