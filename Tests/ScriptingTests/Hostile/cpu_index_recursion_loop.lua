-- verdicts: limit-fuel limit-time
local t = setmetatable({}, {}) getmetatable(t).__index = function() return t.x end
while true do pcall(function() return t.x end) end
