-- verdicts: limit-fuel limit-time
local mt = {__le = function() while true do end end}
return setmetatable({}, mt) <= setmetatable({}, mt)
