-- verdicts: ok
for i = 1, 20 do pcall(string.gsub, ('x'):rep(3000), 'x', function() error('x') end) end
return {name = 'a', interval = '30d', application = {client_id = '6f3c0001-0000-4000-8000-000000000001'}}
