-- verdicts: invalid
return {name = 'a', interval = '30d', application = {client_id = '6f3c0001-0000-4000-8000-000000000001'},
  schedule = (function() local n = 0 return function() n = n + 1 return {action = 'wait', at = n} end end)()}
