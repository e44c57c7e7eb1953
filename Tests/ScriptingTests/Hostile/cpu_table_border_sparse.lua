-- verdicts: limit-fuel limit-time
local t = {} for i = 0, 61 do t[1 << i] = 1 end
table.insert(t, 1, 1) while true do end
