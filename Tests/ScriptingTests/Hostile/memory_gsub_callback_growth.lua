-- verdicts: limit-fuel limit-memory
local big = ('y'):rep(100000)
return (('x'):rep(10000)):gsub('x', function() return big end)
