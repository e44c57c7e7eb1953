-- verdicts: limit-fuel limit-time
local spin = function() while true do end end
xpcall(function() local t <close> = setmetatable({}, {__close = spin}) error('a') end, spin)
