-- verdicts: limit-fuel limit-time
local s = ('x'):rep(60000)
while true do print(s) end
