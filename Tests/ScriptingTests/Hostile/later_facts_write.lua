-- verdicts: ok
return {name = 'a', interval = '30d', application = {client_id = '6f3c0001-0000-4000-8000-000000000001'},
  schedule = function(facts) facts.name = nil facts.now = facts return nil end}
