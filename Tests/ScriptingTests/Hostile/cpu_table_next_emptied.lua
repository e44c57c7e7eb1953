-- verdicts: limit-fuel limit-time
local t = {} for i = 1, 100000 do t["k" .. i % 1000 .. i] = 1 if i > 20000 then break end end
while true do local k = next(t) if k then t[k] = nil end end
