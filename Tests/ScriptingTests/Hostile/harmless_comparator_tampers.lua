-- verdicts: ok
local t = {3, 2, 1} table.sort(t, function(a, b) for i = 1, 3 do t[i] = nil end return a < b end)
return {name = 'a', interval = '30d', application = {client_id = '6f3c0001-0000-4000-8000-000000000001'}}
