-- verdicts: limit-fuel limit-memory
local mt = {} mt.__tostring = function(t) return tostring(t) .. 'x' end
while true do pcall(tostring, setmetatable({}, mt)) end
