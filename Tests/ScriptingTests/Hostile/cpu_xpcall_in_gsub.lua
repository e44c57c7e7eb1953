-- verdicts: limit-fuel limit-time
local function spin() while true do end end
while true do pcall(string.gsub, ('x'):rep(100), 'x', function() xpcall(spin, spin) end) end
