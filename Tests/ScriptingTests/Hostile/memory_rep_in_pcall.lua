-- verdicts: limit-fuel limit-memory
while true do pcall(string.rep, 'x', 100000000) end
