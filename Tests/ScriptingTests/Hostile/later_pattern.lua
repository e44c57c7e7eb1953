-- verdicts: limit-fuel limit-time limit-memory
return {name = 'a', interval = '30d', application = {client_id = '6f3c0001-0000-4000-8000-000000000001'},
  schedule = function(facts) return (('a'):rep(9000)):find(('a*'):rep(30) .. 'b') end}
