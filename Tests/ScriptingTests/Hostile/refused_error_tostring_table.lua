-- verdicts: invalid raised
error(setmetatable({}, {__tostring = function() return {} end}))
