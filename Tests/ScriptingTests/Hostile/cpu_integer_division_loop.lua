-- verdicts: limit-fuel limit-time
local x = 1 while true do x = x // -1 x = x % 3 x = x << 63 end
