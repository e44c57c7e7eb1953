-- verdicts: invalid raised
local r=require'runtime' local f,t=r.sorted_pairs({a=1}) f(5)
return {name='a', interval='30d', application={client_id='6f3c0001-0000-4000-8000-000000000001'}}
