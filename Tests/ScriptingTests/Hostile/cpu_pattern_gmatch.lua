-- verdicts: limit-fuel limit-time
for _ in (('a'):rep(30000)):gmatch('.-b') do end while true do end
