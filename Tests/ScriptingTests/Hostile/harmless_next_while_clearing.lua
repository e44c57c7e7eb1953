-- verdicts: ok
local t = {} for i = 1, 100 do t[i] = i end for k in pairs(t) do t[k] = nil end
return {name = 'a', interval = '30d', application = {client_id = '6f3c0001-0000-4000-8000-000000000001'}}
