-- verdicts: limit-fuel limit-time
while true do pcall(function() return undefined_name end) end
