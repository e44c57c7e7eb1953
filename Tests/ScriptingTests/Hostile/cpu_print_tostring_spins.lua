-- verdicts: limit-fuel limit-time
print(setmetatable({}, {__tostring = function() while true do end end}))
