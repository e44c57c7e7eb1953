-- verdicts: limit-fuel limit-time
local s = ('x'):rep(500000)
while true do string.format('%s%s', s, s) end
