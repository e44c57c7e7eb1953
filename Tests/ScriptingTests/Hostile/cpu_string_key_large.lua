-- verdicts: limit-fuel limit-time
local s, t = ('x'):rep(900000), {}
t[s] = 1
local k = ('x'):rep(900000)
while true do local x = t[k] x = t[k] x = t[k] end
