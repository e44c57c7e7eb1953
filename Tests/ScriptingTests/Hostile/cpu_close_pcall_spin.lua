-- verdicts: limit-fuel limit-time
pcall(function()
  local t <close> = setmetatable({}, {__close = function() while true do pcall(function() while true do end end) end end})
  error('x')
end)
