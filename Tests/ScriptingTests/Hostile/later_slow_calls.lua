-- verdicts: ok limit-fuel limit-time
return {name = 'a', interval = '30d', application = {client_id = '6f3c0001-0000-4000-8000-000000000001'},
  schedule = function(facts) local s = ('x'):rep(1000000) for i = 1, 20 do s:find('xy', 1, true) end end}
