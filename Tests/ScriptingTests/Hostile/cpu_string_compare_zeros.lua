-- verdicts: limit-time limit-fuel
local a=('\0'):rep(2*1024*1024-100)..'a' local b=('\0'):rep(2*1024*1024-100)..'b'
while a<b do end
