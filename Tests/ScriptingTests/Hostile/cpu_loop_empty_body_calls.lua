-- verdicts: limit-fuel limit-time
local f = function() end while true do f() end
