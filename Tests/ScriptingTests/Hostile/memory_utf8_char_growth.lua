-- verdicts: limit-fuel limit-memory
local t = {} while true do t[#t + 1] = utf8.char(233, 233):rep(1000) .. #t end
