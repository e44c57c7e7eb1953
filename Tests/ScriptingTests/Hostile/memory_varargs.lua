-- verdicts: limit-fuel limit-memory
local function f(...) return f(..., 1, 2, 3, ...) end f(1)
