-- verdicts: limit-fuel limit-time
local s = ('x'):rep(20000)
while true do s:gsub('', 'y') end
