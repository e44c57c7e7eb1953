-- verdicts: limit-fuel limit-time
local s = ('x'):rep(10000)
while true do pcall(string.unpack, ('b'):rep(5000), s) end
