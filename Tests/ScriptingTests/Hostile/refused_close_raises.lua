-- verdicts: invalid raised
local x <close> = setmetatable({}, {__close = function() error('x') end})
