-- verdicts: ok
for i = 1, 5 do pcall(table.unpack, {}, 1, 1e8) end
return {name = 'a', interval = '30d', application = {client_id = '6f3c0001-0000-4000-8000-000000000001'}}
