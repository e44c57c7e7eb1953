-- verdicts: limit-fuel limit-memory
local t = {} setmetatable(t, t) t.__call = t
t()
