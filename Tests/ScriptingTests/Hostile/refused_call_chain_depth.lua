-- verdicts: invalid raised
local f = function() error("end") end
for i = 1, 300 do f = setmetatable({}, {__call = f}) end
f()
