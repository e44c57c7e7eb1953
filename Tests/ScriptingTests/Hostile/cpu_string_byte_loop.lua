-- verdicts: limit-fuel limit-time
local s = ('x'):rep(4000)
while true do s:byte(1, -1) end
