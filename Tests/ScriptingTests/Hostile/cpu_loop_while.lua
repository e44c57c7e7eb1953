-- verdicts: limit-fuel limit-time
while true do end
