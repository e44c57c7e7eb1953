-- verdicts: limit-fuel limit-time
local s = ('x'):rep(900000)
while true do local t = s:sub(2) t = s:sub(3) end
