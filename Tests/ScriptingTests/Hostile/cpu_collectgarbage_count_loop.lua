-- verdicts: limit-fuel limit-time
while true do collectgarbage('count') end
