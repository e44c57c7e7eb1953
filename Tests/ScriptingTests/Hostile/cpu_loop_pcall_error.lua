-- verdicts: limit-fuel limit-time
while true do pcall(error) end
