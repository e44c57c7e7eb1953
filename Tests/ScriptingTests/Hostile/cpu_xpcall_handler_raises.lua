-- verdicts: limit-fuel limit-time
while true do xpcall(error, error) end
