-- verdicts: invalid raised
local runtime=require'runtime'
return {name='a', interval='30d', application={client_id='6f3c0001-0000-4000-8000-000000000001'}, schedule=function(facts) return {action='wait', [('x'):rep(900000)]=1} end}
