-- verdicts: limit-fuel limit-time
local s = ('x'):rep(400000)
while true do local t = s .. s t = s .. s t = s .. s t = s .. s end
