-- verdicts: limit-fuel limit-time
local mt = {__close = function() end}
while true do local t <close> = setmetatable({}, mt) end
