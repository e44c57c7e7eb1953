-- verdicts: limit-fuel limit-time
local name = ("a"):rep(1000000)
while true do pcall(require, name) end
