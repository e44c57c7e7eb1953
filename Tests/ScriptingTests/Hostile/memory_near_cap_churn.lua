-- verdicts: limit-fuel limit-memory
local keep = {}
pcall(function() for i = 1, 1e5 do keep[i] = {} end end)
while true do local s = ('x'):rep(9000) end
