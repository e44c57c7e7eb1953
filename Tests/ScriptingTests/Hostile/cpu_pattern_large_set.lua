-- verdicts: limit-fuel limit-time
local set = '[' .. ('a'):rep(200000) .. ']'
return (('b'):rep(200000)):find(set)
