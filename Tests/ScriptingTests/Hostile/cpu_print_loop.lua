-- verdicts: limit-fuel limit-time
while true do print("x") end
