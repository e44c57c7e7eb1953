-- verdicts: limit-fuel limit-time
while true do (('a '):rep(10000)):gsub('%f[%w]%w+%f[%W]x', '') end
