-- verdicts: limit-fuel limit-time
local function f() pcall(f) pcall(f) end
f()
