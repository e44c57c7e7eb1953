-- verdicts: limit-fuel limit-memory
local function f() local ok, x = pcall(f) return x end f() while true do f() end
