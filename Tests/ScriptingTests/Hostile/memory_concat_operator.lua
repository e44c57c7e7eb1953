-- verdicts: limit-fuel limit-memory
local s = ('x'):rep(300000)
return s .. s .. s .. s .. s .. s .. s .. s .. s .. s
