-- verdicts: limit-fuel limit-time
local a, b = ('x'):rep(900000) .. 'a', ('x'):rep(900000) .. 'b'
while true do local c = a < b c = a == b c = a <= b end
