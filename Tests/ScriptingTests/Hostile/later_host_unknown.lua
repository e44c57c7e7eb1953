-- verdicts: denied
return {name = 'a', interval = '30d', application = {client_id = '6f3c0001-0000-4000-8000-000000000001'},
  hooks = {rotated = {{execute = {command = 'rm -rf /'}}}}}
