-- verdicts: limit-fuel limit-time
local t = {} for i = 1, 4000 do t[i] = i end
while true do table.unpack(t) end
