-- verdicts: limit-fuel limit-time
for i = 1, math.huge do end
