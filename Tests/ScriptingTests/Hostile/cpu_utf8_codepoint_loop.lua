-- verdicts: limit-fuel limit-time
local s = ('é'):rep(4000)
while true do utf8.codepoint(s, 1, -1) end
