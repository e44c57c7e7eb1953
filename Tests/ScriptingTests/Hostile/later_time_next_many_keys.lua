-- verdicts: limit-time limit-fuel raised
local r=require'runtime' local t={} for i=1,9000 do t['k'..i]=i end
return {name='a', interval='30d', application={client_id='6f3c0001-0000-4000-8000-000000000001'}, schedule=function(facts) while true do pcall(r.time.next,t) end end}
