-- verdicts: limit-fuel limit-time
local f = ('b'):rep(5000)
while true do pcall(string.packsize, f) end
