-- verdicts: limit-fuel limit-memory
local t = {} while true do t[('k'):rep(100) .. #t] = 1 t[#t + 1] = 1 end
