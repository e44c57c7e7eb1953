-- verdicts: limit-fuel limit-time
local mt = {__close = function() while true do end end}
local function f(n) local t <close> = setmetatable({}, mt) if n > 0 then f(n - 1) end end
f(50)
