-- verdicts: limit-fuel limit-time
local s = ('a'):rep(500000)
local p = ('a'):rep(1000) .. 'b'
while true do s:find(p, 1, true) end
