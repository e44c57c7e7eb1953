-- verdicts: limit-fuel limit-time
while true do local s = (''):rep(1 << 62) end
