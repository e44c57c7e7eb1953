-- verdicts: limit-fuel limit-time
local t = {} for i = 1, 6 do t[i] = ('x'):rep(400000) .. i end
while true do table.sort(t) end
