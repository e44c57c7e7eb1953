-- verdicts: limit-fuel limit-time
return -setmetatable({}, {__unm = function() while true do end end})
