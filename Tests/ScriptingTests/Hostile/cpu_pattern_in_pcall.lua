-- verdicts: limit-fuel limit-time
while true do pcall(string.find, ('a'):rep(1000), ('a-'):rep(20) .. 'b') end
