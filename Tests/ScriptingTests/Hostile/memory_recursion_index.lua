-- verdicts: limit-fuel limit-memory
local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k .. "x"] end
while true do pcall(function() return t.x end) end
