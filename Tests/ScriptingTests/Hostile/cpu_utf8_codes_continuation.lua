-- verdicts: limit-fuel limit-time
local f, s = utf8.codes('a')
local bad = 'a' .. ('\x80'):rep(1000000)
while true do pcall(f, bad, 1) end
