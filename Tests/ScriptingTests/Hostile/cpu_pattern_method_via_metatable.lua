-- verdicts: limit-fuel limit-time
local s = ('a'):rep(3000)
while true do s:match(('a*'):rep(10) .. '$b') end
