-- verdicts: limit-fuel limit-time
local function f() return f() end f()
