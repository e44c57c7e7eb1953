-- verdicts: limit-fuel limit-time
local s = ('1'):rep(1000000)
while true do local x = s + s x = s * s x = s + s end
