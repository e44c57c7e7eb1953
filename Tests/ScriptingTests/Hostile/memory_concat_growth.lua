-- verdicts: limit-fuel limit-memory
local t = {} for i = 1, 60 do t[i] = ('x'):rep(100000) end
local all = {} while true do all[#all + 1] = table.concat(t) end
