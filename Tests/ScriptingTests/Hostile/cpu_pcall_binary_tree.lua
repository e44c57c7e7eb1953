-- verdicts: limit-fuel limit-time
local function f(n) if n == 0 then return end pcall(f, n - 1) pcall(f, n - 1) end
f(150)
