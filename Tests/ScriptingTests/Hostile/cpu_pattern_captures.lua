-- verdicts: limit-fuel limit-time
local s = ('ab'):rep(20000)
while true do s:gsub('(a)(b)', '%2%1') end
