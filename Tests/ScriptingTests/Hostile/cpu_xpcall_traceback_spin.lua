-- verdicts: limit-fuel limit-time
local function h(e) while true do pcall(h) end end
xpcall(function() local x = nil + 1 end, h)
