-- verdicts: limit-fuel limit-time
string.format("%s", setmetatable({}, {__tostring = function() while true do end end}))
