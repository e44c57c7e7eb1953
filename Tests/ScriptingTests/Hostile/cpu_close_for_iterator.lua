-- verdicts: limit-fuel limit-time
local c = setmetatable({}, {__close = function() while true do end end})
for _ in function() return nil end, nil, nil, c do end
