-- verdicts: limit-fuel limit-time
local s = ('é'):rep(400000)
while true do utf8.offset(s, 399999) end
