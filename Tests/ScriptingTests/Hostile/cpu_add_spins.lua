-- verdicts: limit-fuel limit-time
return setmetatable({}, {__add = function() while true do end end}) + 1
