-- verdicts: limit-time limit-fuel
local a=('x'):rep(2000000)..'a' local b=('x'):rep(2000000)..'b'
for i=1,9000 do local c=a<b end
return {name='a', interval='30d', application={client_id='6f3c0001-0000-4000-8000-000000000001'}, schedule=function(facts) while true do local c=a<b end end}
