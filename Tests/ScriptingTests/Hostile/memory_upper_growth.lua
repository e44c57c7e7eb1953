-- verdicts: limit-fuel limit-memory
local t = {} local s = ('x'):rep(500000) while true do t[#t + 1] = s:upper() .. #t end
