-- verdicts: limit-fuel limit-time
while true do select("#", 1, 2, 3) end
