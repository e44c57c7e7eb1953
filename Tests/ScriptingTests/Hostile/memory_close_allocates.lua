-- verdicts: limit-fuel limit-memory
local t <close> = setmetatable({}, {__close = function() local x = {} while true do x = {x} end end})
local x = {} while true do x = {x} end
