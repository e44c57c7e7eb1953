-- verdicts: limit-fuel limit-time
for i = math.mininteger, math.maxinteger do end
