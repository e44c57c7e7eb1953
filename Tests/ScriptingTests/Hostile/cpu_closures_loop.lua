-- verdicts: limit-fuel limit-time
while true do local f = function() return f end end
