-- verdicts: ok
local f = (('a'):rep(300)):gmatch(('a?'):rep(300)) for i = 1, 50 do pcall(f) end
return {name = 'a', interval = '30d', application = {client_id = '6f3c0001-0000-4000-8000-000000000001'}}
