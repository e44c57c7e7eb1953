-- verdicts: limit-fuel limit-time
local s = ('x'):rep(900000)
while true do s:reverse() s:upper() s:lower() end
