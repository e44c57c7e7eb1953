-- verdicts: limit-fuel limit-time
local f = function() end
for i = 1, 8000 do f = setmetatable({}, {__call = f}) end
while true do f() f() f() f() f() f() f() f() end
