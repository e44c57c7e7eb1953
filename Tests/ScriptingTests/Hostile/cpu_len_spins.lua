-- verdicts: limit-fuel limit-time
return #setmetatable({}, {__len = function() while true do end end})
