-- verdicts: limit-fuel limit-time
local s = ('1'):rep(1000000)
while true do local x = pcall(function() return s | 1 end) x = tonumber(s) end
