-- verdicts: limit-fuel limit-time
local t = {}
while true do table.insert(t, 1, 1) end
