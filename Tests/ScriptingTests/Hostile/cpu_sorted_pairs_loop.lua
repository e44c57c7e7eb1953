-- verdicts: limit-fuel limit-time
local r = require 'runtime'
local t = {} for i = 1, 20000 do t[i] = i end
while true do for _ in r.sorted_pairs(t) do break end end
